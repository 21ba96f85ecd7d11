using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Results;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The examples of a strategy and pieces of its documents, searched for what is nearest to an input.</summary>
internal sealed class PassageIndex : IDisposable
{
    private readonly StrategyContext _context;
    private readonly IEmbedder _embedder;
    private readonly SearchMode _mode;
    private readonly SearchIndex _examples;
    private readonly SearchIndex _chunks;

    private PassageIndex(StrategyContext context, IEmbedder embedder, SearchMode mode, SearchIndex examples, SearchIndex chunks, Charge charged) =>
        (_context, _embedder, _mode, _examples, _chunks, Notes) = (context, embedder, mode, examples, chunks, NotesOf(charged));

    /// <summary>What the reader must know of what was paid for it.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <summary>"index 21 examples, 64 chunks".</summary>
    public string Detail => $"index {_examples.Count} examples" + (_chunks.Count > 0 ? $", {_chunks.Count} chunks" : "");

    /// <param name="embedder">Makes the vectors of what is searched and of what is asked; not asked where words alone are searched for.</param>
    /// <param name="tokens">Measures the pieces that documents are cut into.</param>
    public static async Task<PassageIndex> BuildAsync(
        StrategyContext context, IEmbedder embedder, SearchMode mode, TokenCounter tokens, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var source = new PassageSource(context, context.Indexes.Of(context.Strategy), mode == SearchMode.Keyword ? null : embedder, tokens, progress);
        var before = embedder.Charged;
        var examples = await source.ExamplesAsync(cancellation);
        try
        {
            var chunks = await source.ChunksAsync(cancellation);
            return new PassageIndex(context, embedder, mode, examples, chunks, new Charge(embedder.Charged.Tokens - before.Tokens, embedder.Charged.Cost - before.Cost));
        }
        catch
        {
            examples.Dispose();
            throw;
        }
    }

    /// <summary>The nearest examples and the nearest chunks in turn. Each kind has half of the places: in one list, whichever
    /// happens to be worded more like the input would push the other out.</summary>
    /// <param name="example">In training, the example that the input is of, which is not found, nor any that tells its answer.</param>
    /// <returns>At most <paramref name="count"/>, nearest first.</returns>
    public async Task<ImmutableArray<SearchHit>> FindAsync(string input, int count, TrainingRow? example, CancellationToken cancellation)
    {
        var vector = _mode == SearchMode.Keyword ? default : (await _embedder.EmbedAsync([input], null, cancellation))[0].AsMemory();
        // As many more as may have to be left out.
        var telling = example is null ? 0 : _context.Examples.Count(row => row.Tells(example));
        var examples = (await _examples.SearchAsync(input, vector, count + telling, _mode, cancellation))
            .Where(hit => !Example(hit).Tells(example)).Take(count)
            // Where it stands now, and not where it stood when it was indexed.
            .Select(hit => hit with { Item = hit.Item with { Source = Example(hit).Source } }).ToArray();
        var chunks = _chunks.Count == 0 ? [] : await _chunks.SearchAsync(input, vector, count, _mode, cancellation);
        var ofChunks = Math.Min(chunks.Length, Math.Max(count / 2, count - examples.Length));
        var ofExamples = Math.Min(examples.Length, count - ofChunks);
        return
        [
            .. examples.Take(ofExamples).Select((hit, rank) => (hit, rank: 2 * rank))
                .Concat(chunks.Take(ofChunks).Select((hit, rank) => (hit, rank: (2 * rank) + 1)))
                .OrderBy(found => found.rank).Select(found => found.hit),
        ];
    }

    public IEnumerable<TrainingRow> ExamplesIn(IEnumerable<SearchHit> hits) => hits.Where(IsExample).Select(Example);

    public static IEnumerable<string> PassagesIn(IEnumerable<SearchHit> hits) => hits.Where(hit => !IsExample(hit)).Select(hit => hit.Item.Text);

    /// <summary>What an answer may stand in: the answer of an example, or a piece of a document.</summary>
    public string TextOf(SearchHit hit) => IsExample(hit) ? _context.AnswerOf(Example(hit)) : hit.Item.Text;

    /// <summary>As it stands in a prompt.</summary>
    public Citation Cite(SearchHit hit) =>
        Citation.Of(hit.Item.Source, IsExample(hit) ? PromptLayout.Row(hit.Item.Text, _context.AnswerOf(Example(hit))) : hit.Item.Text, hit.Score);

    public void Dispose()
    {
        _examples.Dispose();
        _chunks.Dispose();
    }

    private static ImmutableArray<string> NotesOf(Charge charged) => charged.Tokens == 0 ? []
        : [$"A server has embedded what is searched: {Figures.Count(charged.Tokens)} tokens{(charged.Cost is { } cost ? $", {Figures.Money(cost)}" : "")}. The costs of requests are without that, and without the embedding of each input."];

    private static bool IsExample(SearchHit hit) => hit.Item.Label is not null;

    private TrainingRow Example(SearchHit hit) => _context.Examples[int.Parse(hit.Item.Id, CultureInfo.InvariantCulture)];
}
