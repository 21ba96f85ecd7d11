using AdaptLab.Pretraining.Reading;
using AdaptLab.Reading;
using AdaptLab.Words;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Tests.Reading;

public sealed class ReaderTrainingTests
{
    private static readonly WordVectors Vectors = Some();

    [Theory]
    [InlineData("Greta Holm", "Greta Holm keeps the key. Ask Greta Holm!", 2)]
    [InlineData("the late shift", "The late shift is long.", 2)]
    [InlineData("Ada Voss; Tom", "Tom met Ada Voss.", 2)]
    [InlineData("the key", "It is lost.", null)]
    public void Every_place_of_an_answer_is_right_with_and_without_its_article(string answers, string passage, int? places) =>
        Assert.Equal(places, new ReadingQuestion("asked", "Who?", passage, answers.Split("; ")).Example(Vectors)?.Right.Length);

    [Fact]
    public void None_is_an_answer() => Assert.Empty(new ReadingQuestion("asked", "Who?", "It is lost.", []).Example(Vectors)!.Right);

    [Fact]
    public void What_is_taken_out_of_a_sentence_is_asked_for()
    {
        const string sentence = "The old pump house at the harbour was built in 1984 by Tomas Reidy of Port Luna.";
        var asked = Enumerable.Range(0, 60).Select(seed => GapQuestions.From(sentence, new Random(seed))).OfType<(string Question, string Answer)>().ToArray();
        Assert.Superset(new HashSet<string> { "1984", "Tomas Reidy of Port Luna" }, asked.Select(one => one.Answer).ToHashSet());
        Assert.All(asked, one => Assert.Contains(one.Answer, sentence, StringComparison.Ordinal));
        Assert.All(asked.Where(one => one.Answer == "1984"), one => Assert.Matches("when|year", one.Question));
    }

    [Fact]
    public void A_question_without_a_text_is_looked_up_where_its_answer_stands_beside_it()
    {
        (string Title, string Line)[] lines =
        [
            ("", "Tomas Reidy was born in Port Luna in the spring. He liked it there very much."),
            ("", "The pump house of Port Luna was built by Tomas Reidy. It opens at seven each day."),
        ];
        var found = FoundAnswers.Search([("who built the pump house?", "Tomas Reidy"), ("who built the pump house? Options: a pump | a house", "a house"), ("who paints boats?", "Tomas Reidy")], lines, Vectors, default);
        Assert.Equal([("who built the pump house?", lines[1].Line, 0)], found.Select(one => (one.Question, one.Line, one.Sentence)));
    }

    [Fact]
    public void What_an_article_is_about_counts_as_said_and_each_of_several_answers_is_looked_up()
    {
        const string line = "In the same year he painted the singer Ines Calder. Later on he painted a boat for Ada Voss.";
        FoundAnswer[] Found(string title) => [.. FoundAnswers.Search([("who did tomas reidy paint?", "Ada Voss; Ines Calder")], [(title, line)], Vectors, default)];
        Assert.Equal([("Ada Voss", 1), ("Ines Calder", 0)], Found("Tomas Reidy").Select(one => (one.Answer, one.Sentence)));
        Assert.Empty(Found("Port Luna"));
    }

    /// <summary>Padding, masks and the layout of weights: whatever differs between the two shows here.</summary>
    [Fact]
    public void What_is_trained_is_what_reads()
    {
        ReadingExample[] examples =
        [
            new ReadingQuestion("asked", "Who keeps the key?", "Greta keeps the key. Tom keeps the boat, and the old dog.", ["Greta"]).Example(Vectors)!,
            new ReadingQuestion("asked", "Where?", "Tom keeps the boat.", []).Example(Vectors)!,
        ];
        using var trained = new ReaderModule(Vectors.Dimensions, seed: 1);
        using var still = new ReaderModule(trained.Weights("words"));
        using var scope = NewDisposeScope();
        var (spans, none) = still.Scores(ReaderBatch.Of(examples));
        var network = new ReaderNetwork(trained.Weights("words"), Vectors.Dimensions);
        for (var i = 0; i < examples.Length; i++)
        {
            var (expected, expectedNone) = network.Run(examples[i].Inputs);
            var given = spans[i].flatten().data<float>().ToArray();
            Assert.Equal(expectedNone, none[i].item<float>(), 0.001f);
            for (var place = 0; place < expected.Length; place++)
                if (examples[i].Inputs.IsSpan(place)) Assert.Equal(expected[place], given[place], 0.001f);
        }
    }

    [Fact]
    public void Training_learns_to_find_and_writes_what_it_has_learned()
    {
        using var folder = new TemporaryFolder();
        TinyCorpus.Write(folder);
        var kept = new List<ReaderWeights>();
        var weights = ReaderTraining.Run(
            new ReaderTrainingOptions(folder.File("text"), folder.File("tasks"), Seed: 1, Steps: 60, Rows: 16, HeldOut: 10), Vectors, report: null, kept.Add, default);
        var reader = new Reader(weights, Vectors);
        Assert.Equal("harbour", reader.Read("Where does the otter live?", PassageText.Of("The otter lives in the harbour.")).Best()!.Value.Text);
        Assert.Single(kept);

        // A step further on it still knows: it did not begin anew.
        var further = ReaderTraining.Run(
            new ReaderTrainingOptions(folder.File("text"), folder.File("tasks"), Seed: 1, Steps: 1, Rows: 2, HeldOut: 2) { From = weights }, Vectors, report: null, keep: null, default);
        Assert.Equal("harbour", new Reader(further, Vectors).Read("Where does the otter live?", PassageText.Of("The otter lives in the harbour.")).Best()!.Value.Text);
    }

    private static WordVectors Some()
    {
        string[] words = ["the", "in", "a", "who", "where", "keeps", "key", "boat", "lives", "live", "does", "otter", "harbour", "river", "garden", "old", "sees"];
        var random = new Random(1);
        return WordVectors.Of(words, [.. Enumerable.Range(0, words.Length * 8).Select(_ => (float)(random.NextDouble() - 0.5))]);
    }
}
