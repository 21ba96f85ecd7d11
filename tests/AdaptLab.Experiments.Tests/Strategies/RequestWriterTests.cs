using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Requests;

namespace AdaptLab.Experiments.Tests.Strategies;

[Collection(nameof(NanoFixture))]
public sealed class RequestWriterTests(NanoFixture nano)
{
    private static readonly ImmutableArray<TrainingRow> Examples = [.. Topics.Examples.Select((row, i) => row with { Source = $"topics.adapt:{i}" })];

    private static readonly ImmutableArray<DocumentText> Documents =
    [
        new("weather.md", "Rain falls from clouds.", 60, 0), new("sport.md", "A match has two halves.", 60, 0), new("cooking.md", "Butter melts in a pan.", 60, 0),
        new("frost.md", "Frost forms on cold nights.", 60, 0),
    ];

    [Theory]
    [InlineData(4, 2, 2)]
    [InlineData(5, 3, 2)]
    [InlineData(1, 1, 0)]
    public async Task Examples_and_documents_share_the_places(int retrieve, int examples, int chunks)
    {
        using var writer = await CreateAsync($"strategy rag {{ retrieve: {retrieve} }}", Examples, Documents);
        var sources = (await writer.WriteAsync("Rain and wind will reach the north.", null, default)).Citations.Select(citation => citation.Source).ToArray();
        Assert.Equal(examples, sources.Count(source => source.StartsWith("topics.adapt", StringComparison.Ordinal)));
        Assert.Equal(chunks, sources.Count(source => source.Contains(".md:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Places_that_one_kind_cannot_fill_are_the_others()
    {
        using var fewDocuments = await CreateAsync("strategy rag { retrieve: 6 }", Examples, Documents[..1]);
        Assert.Equal(5, (await fewDocuments.WriteAsync("Rain.", null, default)).Citations.Count(citation => citation.Source.StartsWith("topics.adapt", StringComparison.Ordinal)));
        using var fewExamples = await CreateAsync("strategy rag { retrieve: 4 }", Examples[..1], Documents);
        Assert.Equal(3, (await fewExamples.WriteAsync("Rain.", null, default)).Citations.Count(citation => citation.Source.Contains(".md:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_documents_alone_are_searched_no_example_is_shown()
    {
        var context = Topics.Context("strategy rag { retrieve: 4 }", examples: Examples) with { Documents = Documents, SearchesExamples = false };
        using var writer = await RequestWriters.CreateAsync(nano.Session, context, new LabelAnswers(nano.Session, context), null, default);
        var request = await writer.WriteAsync(Examples[0].Text, null, default);
        Assert.All(request.Citations, citation => Assert.Contains(".md:", citation.Source, StringComparison.Ordinal));
        Assert.DoesNotContain(PromptLayout.Arrow + " weather", request.Text, StringComparison.Ordinal);
        Assert.Empty(request.Examples);
        Assert.Empty(writer.Examples);
    }

    /// <summary>A request that shows its own answer teaches to copy it, and nothing for inputs whose answer nobody knows.</summary>
    [Theory]
    [InlineData("strategy rag { retrieve: 4 }")]
    [InlineData("strategy prompt { shots: 12 }")]
    [InlineData("strategy prompt { shots: 4, select: nearest }")]
    public async Task In_training_no_request_shows_its_own_answer(string strategy)
    {
        // The same text twice, and a third row of the group that the first one is of.
        var examples = Examples.SetItem(0, Examples[0] with { Group = "g" }).SetItem(1, Examples[1] with { Group = "g" }).Add(Examples[2] with { Source = "topics.adapt:again" });
        using var writer = await CreateAsync(strategy, examples, []);
        foreach (var example in examples)
        {
            var request = await writer.WriteAsync(example.Text, example, default);
            var text = request.Text;
            Assert.DoesNotContain(example.Text + PromptLayout.Arrow + " ", text, StringComparison.Ordinal);
            // What is said to be shown is what is shown.
            Assert.NotEmpty(request.Examples);
            Assert.All(request.Examples, shown => Assert.Contains(shown.Text + PromptLayout.Arrow + " ", text, StringComparison.Ordinal));
            Assert.Subset(writer.Examples.ToHashSet(), request.Examples.ToHashSet());
            if (example.Group is not null)
                Assert.DoesNotContain(examples.First(other => other != example && other.Group == "g").Text, text, StringComparison.Ordinal);
        }

        // Asked by somebody else, the same text is answered with all there is.
        Assert.Contains(examples[5].Text + PromptLayout.Arrow + " ", (await writer.WriteAsync(examples[5].Text, null, default)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hybrids_requests_are_those_of_its_part_and_its_tokens_are_counted()
    {
        const string Hybrid = "strategy lora { epochs: 1, combine: [rag wide] }\nstrategy rag wide { retrieve: 3 }";
        using var predictor = await nano.PrepareAsync(Hybrid, examples: Examples);
        using var writer = await CreateAsync("strategy rag { retrieve: 3 }", Examples, []);
        var (result, request) = (await predictor.PredictAsync("Rain and frost.", default), await writer.WriteAsync("Rain and frost.", null, default));
        Assert.Equal(request.Ids.Length, result.PromptTokens);
        Assert.Equal(request.Citations.AsEnumerable(), result.Citations);
        Assert.EndsWith("; index 12 examples", predictor.Detail, StringComparison.Ordinal);
    }

    private async Task<IRequestWriter> CreateAsync(string strategy, ImmutableArray<TrainingRow> examples, ImmutableArray<DocumentText> documents)
    {
        var context = Topics.Context(strategy, examples: examples) with { Documents = documents };
        return await RequestWriters.CreateAsync(nano.Session, context, new LabelAnswers(nano.Session, context), null, default);
    }
}
