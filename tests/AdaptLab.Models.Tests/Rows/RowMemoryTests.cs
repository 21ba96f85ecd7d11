using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Rows;
using AdaptLab.Models.Transformer;
using AdaptLab.Words;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Tests.Rows;

/// <summary>With word vectors made up for it: weather points one way, music another, "the" nowhere.</summary>
public sealed class RowMemoryTests : IClassFixture<RowMemoryTests.Nano>
{
    private static readonly string[] Words = ["the", "rain", "sun", "wind", "song", "band", "drum"];
    private static readonly float[] Vectors = [0.01f, 0.01f, 1, 0, 0.9f, 0.1f, 0.9f, 0, 0, 1, 0.1f, 0.9f, 0, 0.9f];

    private static readonly RowMemoryWeights Weights = new(Penalty: 0.5, Overlap: 0.5, Label: 1, Strength: 8);

    private readonly Nano _nano;
    private readonly RowMemory _memory;

    public RowMemoryTests(Nano nano)
    {
        _nano = nano;
        _memory = new RowMemory(nano.Model.Tokenizer, WordVectors.Of(Words, Vectors), null, Weights);
    }

    /// <summary>The embedded model, loaded once.</summary>
    public sealed class Nano : IDisposable
    {
        public LanguageModel Model { get; } = LanguageModel.Load(EmbeddedModel.Folder("nano"), ScalarType.Float32);

        public void Dispose() => Model.Dispose();
    }

    [Theory]
    [InlineData("weather", "music")]
    [InlineData("A", "B")]
    [InlineData("class 2", "class 1")]
    [InlineData("asks about rain or sun", "asks about a song")]
    public void The_answer_of_rows_that_mean_alike_gains_whatever_it_is_called(string weather, string music)
    {
        var prompt = $"the rain => {weather}\na song => {music}\nthe wind => {weather}\nthe drum => {music}\n";
        Assert.True(Gain(prompt + "sun =>", weather) > Gain(prompt + "sun =>", music) + 2);
        Assert.True(Gain(prompt + "the band =>", music) > Gain(prompt + "the band =>", weather) + 2);
    }

    [Fact]
    public void The_order_of_rows_and_labels_changes_nothing()
    {
        string[] rows = ["the rain => weather\n", "a song => music\n", "the wind => weather\n", "sun on the drum => music\n"];
        var one = Read("- weather\n- music\n\n" + string.Concat(rows) + "sun and band =>")!;
        var other = Read("- music\n- weather\n\n" + string.Concat(rows.Reverse()) + "sun and band =>")!;
        Assert.Equal(Sorted(one), Sorted(other));
    }

    [Fact]
    public void A_text_like_no_row_gains_nothing()
    {
        var support = Read("the rain => weather\na song => music\nxylograph quincunx =>")!;
        Assert.All(support.Answers, answer => Assert.Equal(0, answer.Nats));
    }

    [Fact]
    public void A_label_is_known_by_what_its_line_says() =>
        Assert.True(Gain("- x: rain, wind\n- y: song, band\n\nthe sun =>", "x") > Gain("- x: rain, wind\n- y: song, band\n\nthe sun =>", "y") + 1);

    /// <summary>"damp" is a name that the texts of weather are known by, and "loud" one of music's.</summary>
    [Fact]
    public void What_a_name_says_counts_until_rows_say_otherwise()
    {
        const string Labels = "- damp\n- loud\n\n";
        var vectors = WordVectors.Of(Words, Vectors);
        var memory = new RowMemory(_nano.Model.Tokenizer, vectors, new LabelNames(WordVectors.Of(["damp", "loud"], [2, -2, -2, 2]), vectors), Weights);
        float Ahead(RowMemory read, string prompt) => Gain(read, prompt, "damp") - Gain(read, prompt, "loud");
        Assert.Equal(0, Ahead(_memory, Labels + "the sun =>"));
        Assert.True(Ahead(memory, Labels + "the sun =>") > 1);
        Assert.True(Ahead(memory, Labels + "a band =>") < -1);
        // Rows by which the names mean the contrary.
        const string Contrary = "rain => loud\nsun => loud\nwind => loud\nsong => damp\nband => damp\ndrum => damp\n";
        Assert.True(Ahead(memory, Labels + Contrary + "the sun =>") < -1);
        // Where rows answer other things, these lines are no labels.
        Assert.Equal(Ahead(_memory, Labels + "rain => wet\nsong => shrill\nthe sun =>"), Ahead(memory, Labels + "rain => wet\nsong => shrill\nthe sun =>"));
        // Neither are answers of rows that no line names.
        Assert.Equal(Ahead(_memory, "rain => damp\nsong => loud\nthe wind =>"), Ahead(memory, "rain => damp\nsong => loud\nthe wind =>"));
    }

    [Fact]
    public void Names_that_ship_count_beside_the_vectors_that_ship()
    {
        const string Prompt = "- positive\n- negative\n\na dull and badly written film =>";
        float Ahead(RowMemory read) => Gain(read, Prompt, "negative") - Gain(read, Prompt, "positive");
        var (with, without) = (Ahead(RowMemory.Of(_nano.Model.Tokenizer, Weights)), Ahead(new RowMemory(_nano.Model.Tokenizer, WordVectors.Shipped, null, Weights)));
        Assert.True(with > without + 0.3, $"{with} and {without}");
    }

    [Fact]
    public void The_very_text_counts_beside_what_it_means() =>
        Assert.True(Gain("zyx rain => one\nqwv rain => two\nqwv =>", "two") > Gain("zyx rain => one\nqwv rain => two\nqwv =>", "one") + 1);

    [Theory]
    [InlineData("the rain =>")]
    [InlineData("Some passage about rain.\nthe rain =>")]
    [InlineData("the rain => weather\n")]
    public void A_prompt_without_rows_is_answered_as_without_a_memory(string prompt)
    {
        using var plain = _nano.Model.Decoder.With(rows: null);
        using var with = _nano.Model.Decoder.With(_memory);
        var tree = Tree("weather", "music");
        Assert.Equal(new AnswerScorer(plain, tree).Score(Encode(prompt), PromptPrefix.Empty), new AnswerScorer(with, tree).Score(Encode(prompt), PromptPrefix.Empty));
        Assert.Equal(
            new GreedyDecoding(plain).Run(Encode(prompt), PromptPrefix.Empty, 4).ToArray(),
            new GreedyDecoding(with).Run(Encode(prompt), PromptPrefix.Empty, 4).ToArray());
    }

    [Theory]
    [InlineData("A", "B")]
    [InlineData("class 2", "class 1")]
    [InlineData("asks about rain or sun", "asks about a song")]
    public void Scoring_chooses_by_the_rows_with_a_prefix_and_without(string weather, string music)
    {
        using var decoder = _nano.Model.Decoder.With(_memory);
        var scorer = new AnswerScorer(decoder, Tree(weather, music));
        var rows = $"the rain => {weather}\na song => {music}\nthe wind => {weather}\nthe drum => {music}\n";
        foreach (var (text, right) in new[] { ("sun", 0), ("the band", 1) })
        {
            var scores = scorer.Score(Encode($"{rows}{text} =>"), PromptPrefix.Empty);
            Assert.Equal(1, scores.Sum(MathF.Exp), 4);
            Assert.True(scores[right] > scores[1 - right], $"{text}: {string.Join(' ', scores)}");
            using var prefix = PromptPrefix.Read(decoder, Encode(rows));
            Assert.Equal(scores[right], scorer.Score(Encode($"{rows}{text} =>"), prefix)[right], 3);
        }
    }

    [Fact]
    public void Of_an_untrained_network_only_its_share_counts_beside_the_rows()
    {
        const string Rows = "the rain => A\na song => B\nthe wind => A\nthe drum => B\n";
        var prompt = Encode(Rows + "the sun and the band =>");
        var tree = Tree("A", "B");
        float Odds(double network, bool trained, bool byNetwork = false)
        {
            var memory = new RowMemory(_nano.Model.Tokenizer, WordVectors.Of(Words, Vectors), null, Weights with { Network = network });
            using var decoder = _nano.Model.Decoder.With(memory);
            var scorer = new AnswerScorer(decoder, tree, trained);
            var scores = byNetwork ? scorer.ScoreByNetwork(prompt, PromptPrefix.Empty) : scorer.Score(prompt, PromptPrefix.Empty);
            return scores[0] - scores[1];
        }

        var network = Odds(network: 1, trained: true, byNetwork: true);
        var rows = Odds(network: 1, trained: true) - network;
        Assert.True(Math.Abs(network) > 0.1, $"{network}");
        Assert.Equal(rows + (network / 4), Odds(network: 0.25, trained: false), 0.01);
        Assert.Equal(network / 4, Odds(network: 0.25, trained: false, byNetwork: true), 0.01);
        Assert.Equal(rows + network, Odds(network: 0.25, trained: true), 0.01);
    }

    [Theory]
    [InlineData("- A\n- B\n\nthe sun =>")]
    [InlineData("the sun =>")]
    public void Without_rows_the_network_counts_in_full(string prompt)
    {
        using var decoder = _nano.Model.Decoder.With(new RowMemory(_nano.Model.Tokenizer, WordVectors.Of(Words, Vectors), null, Weights with { Network = 0.25 }));
        var scores = new[] { true, false }.Select(trained => new AnswerScorer(decoder, Tree("A", "B"), trained).Score(Encode(prompt), PromptPrefix.Empty)).ToArray();
        Assert.Equal(scores[0], scores[1]);
    }

    [Fact]
    public void Writing_ends_a_label_of_several_tokens_once_it_has_begun()
    {
        using var decoder = _nano.Model.Decoder.With(_memory);
        var rows = "the rain => asks about rain or sun\na song => asks about a song\nthe wind => asks about rain or sun\nthe drum => asks about a song\n";
        var written = new GreedyDecoding(decoder).Run(Encode(rows + "the sun and wind =>"), PromptPrefix.Empty, 8).Select(token => token.Id).ToArray();
        Assert.StartsWith(" asks about rain or sun\n", _nano.Model.Tokenizer.Decode(written));
    }

    [Fact]
    public void What_one_row_alone_answers_is_not_written_for_another_unless_a_label_is_called_so()
    {
        Assert.Null(Read("in the rain => place: rain\nthe song => place: song\nthe sun =>", writing: true));
        Assert.Single(Read("in the rain => none\nthe song => song\nthe wind => none\nthe sun =>", writing: true)!.Answers);
        Assert.Equal(2, Read("- weather\n- music\n\nthe rain => weather\nthe sun =>", writing: true)!.Answers.Length);
        Assert.Null(Read("- party\n- date\n\nthe rain => party: rain\nthe sun =>", writing: true));
    }

    [Fact]
    public void Training_brings_down_the_loss_of_the_very_choice_that_scoring_makes()
    {
        using var decoder = _nano.Model.Decoder.With(_memory);
        var tree = Tree("asks about rain", "asks about a song", "other");
        var prompts = new[] { ("sun", 0), ("band", 1), ("wind", 2) }
            .Select(text => new AnsweredPrompt(Encode($"the rain => asks about rain\na song => asks about a song\n{text.Item1} =>"), text.Item2)).ToArray();
        var scorer = new AnswerScorer(decoder, tree);
        var expected = -prompts.Average(prompt => scorer.Score(prompt.Prompt, PromptPrefix.Empty)[prompt.Answer]);

        using var scope = NewDisposeScope();
        Assert.Equal(expected, new AnswerTraining(tree).Loss(decoder, prompts, 4).item<float>(), 3);
    }

    [Fact]
    public void So_does_training_to_write()
    {
        using var decoder = _nano.Model.Decoder.With(_memory);
        var prompt = Encode("the rain => none\nthe wind => none\nthe sun =>");
        int[] answer = [.. _nano.Model.Tokenizer.EncodeAfter(PromptRows.Arrow, " none\n")];
        var forced = new GreedyDecoding(decoder).Run(prompt, PromptPrefix.Empty, answer.Length).ToArray();
        // Where the rows leave no doubt, it is what is written anyway.
        Assert.Equal(answer, forced.Select(token => token.Id));

        using var scope = NewDisposeScope();
        Assert.Equal(-forced.Average(token => token.LogProbability), new WrittenTraining([answer]).Loss(decoder, [new AnsweredPrompt(prompt, 0)], 1).item<float>(), 3);
    }

    [Fact]
    public void Whatever_is_made_of_a_decoder_keeps_its_memory_but_random_weights_have_none()
    {
        using var decoder = _nano.Model.Decoder.With(_memory);
        using var copy = decoder.Copy(ScalarType.Float32);
        using var view = decoder.ComputingIn(ScalarType.Float32);
        Assert.Same(_memory, copy.Rows);
        Assert.Same(_memory, view.Rows);
        using var scratch = DecoderFactory.Random(decoder.Config with { Layers = 1 }, 1);
        Assert.Null(scratch.Rows);
    }

    private static IEnumerable<(string, float)> Sorted(RowSupport support) =>
        support.Answers.Select(answer => (string.Join(' ', answer.Ids), answer.Nats)).OrderBy(answer => answer.Item1, StringComparer.Ordinal);

    private AnswerTree Tree(params string[] labels) => new([.. labels.Select(Tokens)]);

    private int[] Tokens(string label) => _nano.Model.Tokenizer.EncodeAfter(PromptRows.Arrow, $" {label}\n");

    private int[] Encode(string text) => _nano.Model.Tokenizer.Encode(text);

    private RowSupport? Read(string prompt, bool writing = false) => _memory.Read(Encode(prompt), writing);

    private float Gain(string prompt, string answer) => Gain(_memory, prompt, answer);

    private float Gain(RowMemory memory, string prompt, string answer) => memory.Read(Encode(prompt), writing: false)!.Answers.Single(found => found.Ids.AsSpan().SequenceEqual(Tokens(answer))).Nats;
}
