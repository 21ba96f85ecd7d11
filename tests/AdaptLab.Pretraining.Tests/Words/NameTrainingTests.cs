using System.Numerics.Tensors;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Words;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Tests.Words;

public sealed class NameTrainingTests
{
    private static readonly WordVectors Vectors = WordVectors.Of(["sun", "rain", "song", "drum", "the"], [1, 0, 0.9f, 0.1f, 0, 1, 0.1f, 0.9f, 0.01f, 0.01f]);

    private static readonly LabelledTask[] Tasks =
    [
        Task("talk", ("ask weather", ["sun", "the rain", "rain", "the sun"]), ("ask music", ["song", "drum", "the song", "the drum"])),
        Task("notes", ("weather", ["the sun the rain", "rain sun", "sun sun", "rain the"]), ("music", ["drum song", "song song", "the drum drum", "drum the"])),
    ];

    [Fact]
    public void A_word_says_in_names_that_were_never_given_what_it_said_in_those_of_training()
    {
        var names = Run(seed: 1);
        // Neither name is one of training.
        var weights = names.Weights(["music please", "weather please"]);
        float Ahead(string text) => TensorPrimitives.Dot<float>(weights[0], Vectors.Embed(text)) - TensorPrimitives.Dot<float>(weights[1], Vectors.Embed(text));
        Assert.True(Ahead("the drum") > 0.2, $"{Ahead("the drum")}");
        Assert.True(Ahead("rain") < -0.2, $"{Ahead("rain")}");
    }

    [Fact]
    public void A_word_of_all_names_says_nothing_of_any()
    {
        var names = Run(seed: 1);
        float Length(string one, string other) => TensorPrimitives.Norm<float>(names.Weights([one, other])[0]);
        Assert.True(Length("ask", "xyzzy") < 0.3 * Length("music", "xyzzy"), $"{Length("ask", "xyzzy")} against {Length("music", "xyzzy")}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_names()
    {
        Assert.Equal(Run(seed: 1).Weights(["music", "weather"]), Run(seed: 1).Weights(["music", "weather"]));
        Assert.NotEqual(Run(seed: 1).Weights(["music", "weather"])[0], Run(seed: 2).Weights(["music", "weather"])[0]);
    }

    [Fact]
    public void Without_a_task_there_is_nothing_to_learn_from() =>
        Assert.Throws<InvalidDataException>(() => NameTraining.Run([], new NameTrainingOptions("", Seed: 1), Vectors, null, default));

    private static LabelNames Run(int seed) => NameTraining.Run(Tasks, new NameTrainingOptions("", seed, Steps: 200, Rows: 6), Vectors, null, default);

    private static LabelledTask Task(string name, params (string Label, string[] Texts)[] labels) =>
        new(name, labels.SelectMany(label => label.Texts.Select(text => (text, label.Label))));
}
