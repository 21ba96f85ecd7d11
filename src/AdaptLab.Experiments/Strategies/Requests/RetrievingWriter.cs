using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies.Requests;

/// <summary>The input beside the nearest examples and pieces of documents, looked up for it.</summary>
internal sealed class RetrievingWriter : IRequestWriter
{
    private readonly ModelSession _session;
    private readonly StrategyContext _context;
    private readonly TaskPrompt _prompt;
    private readonly int _room;
    private readonly int _count;
    private readonly SearchMode _mode;
    private readonly SearchIndex _examples;
    private readonly SearchIndex _chunks;
    private readonly int _chunkCount;

    private RetrievingWriter(
        ModelSession session, StrategyContext context, TaskPrompt prompt, int room, int count, SearchMode mode, SearchIndex examples, SearchIndex chunks, int chunkCount)
    {
        (_session, _context, _prompt, _room, _count, _mode) = (session, context, prompt, room, count, mode);
        (_examples, _chunks, _chunkCount) = (examples, chunks, chunkCount);
    }

    public string Detail => $"index {(_context.SearchesExamples ? _context.Examples.Length : 0)} examples" + (_chunkCount > 0 ? $", {_chunkCount} chunks" : "");

    public ImmutableArray<string> Notes => [];

    /// <param name="room">The most tokens that a request may have.</param>
    /// <param name="count">Passages for a request, at most.</param>
    /// <exception cref="StrategyException">The template of the spec cannot be used.</exception>
    public static async Task<IRequestWriter> CreateAsync(
        ModelSession session, StrategyContext context, int room, int count, SearchMode mode, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var prompt = new TaskPrompt(session.Kernel, context);
        var (examples, chunks) = (Examples(context).ToList(), new List<SearchItem>());
        foreach (var chunk in Chunks(session, context))
        {
            // Cutting documents into chunks counts their tokens, which takes its time.
            cancellation.ThrowIfCancellationRequested();
            chunks.Add(chunk);
        }

        var done = 0;
        Task<SearchIndex> BuildAsync(List<SearchItem> items) => SearchIndex.BuildAsync(
            items.Select(item =>
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new StrategyProgress("indexing", ++done / (double)(examples.Count + chunks.Count)));
                return item with { Vector = session.Embedder.Embed(item.Text) };
            }),
            cancellationToken: cancellation);
        var index = await BuildAsync(examples);
        try
        {
            return new RetrievingWriter(session, context, prompt, room, count, mode, index, await BuildAsync(chunks), chunks.Count);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    public async ValueTask<Request> WriteAsync(string input, TrainingRow? example, CancellationToken cancellation)
    {
        var hits = await FindAsync(input, example, cancellation);
        for (var used = hits.Length; ;)
        {
            // The nearest one comes last: what is read last weighs most.
            var read = hits.Take(used).Reverse().ToArray();
            var text = await _prompt.RenderAsync(
                read.Where(IsExample).Select(Example), read.Where(hit => !IsExample(hit)).Select(hit => hit.Item.Text), input, cancellation);
            var ids = _session.Encode(text);
            if (ids.Length > _room && used > 0)
            {
                // In proportion, since one by one a hundred passages would be rendered a hundred times.
                used = Math.Min(used - 1, used * _room / ids.Length);
                continue;
            }

            // In an answer task an answer stands in what was looked up; in an extract task in the input itself.
            ImmutableArray<string> readable = _context.Task.Kind == TaskKind.Extract ? [input]
                : [.. hits.Take(used).Select(hit => IsExample(hit) ? _context.AnswerOf(Example(hit)) : hit.Item.Text)];
            return new Request(text, ids, readable, [.. hits.Take(used).Select(hit => hit.Item.Source)], used == hits.Length ? null
                : $"fewer than {_count} passages were put in the prompt: more do not fit in the model's {_session.Model.Window} tokens.");
        }
    }

    public async ValueTask<string> WriteCommonAsync(string input, CancellationToken cancellation) => await _prompt.RenderAsync([], [], input, cancellation);

    public void Dispose()
    {
        _examples.Dispose();
        _chunks.Dispose();
    }

    /// <summary>The nearest examples and the nearest chunks in turn. Each kind has half of the places: in one list, whichever
    /// happens to be worded more like the input would push the other out.</summary>
    private async Task<ImmutableArray<SearchHit>> FindAsync(string input, TrainingRow? example, CancellationToken cancellation)
    {
        var vector = _mode == SearchMode.Keyword ? default : _session.Embedder.Embed(input).AsMemory();
        // As many more as may have to be left out.
        var telling = example is null ? 0 : _context.Examples.Count(row => row.Tells(example));
        var examples = (await _examples.SearchAsync(input, vector, _count + telling, _mode, cancellation))
            .Where(hit => !Example(hit).Tells(example)).Take(_count).ToArray();
        var chunks = _chunkCount == 0 ? [] : await _chunks.SearchAsync(input, vector, _count, _mode, cancellation);
        var ofChunks = Math.Min(chunks.Length, Math.Max(_count / 2, _count - examples.Length));
        var ofExamples = Math.Min(examples.Length, _count - ofChunks);
        return
        [
            .. examples.Take(ofExamples).Select((hit, rank) => (hit, rank: 2 * rank))
                .Concat(chunks.Take(ofChunks).Select((hit, rank) => (hit, rank: (2 * rank) + 1)))
                .OrderBy(found => found.rank).Select(found => found.hit),
        ];
    }

    private static bool IsExample(SearchHit hit) => hit.Item.Label is not null;

    private TrainingRow Example(SearchHit hit) => _context.Examples[int.Parse(hit.Item.Id)];

    private static IEnumerable<SearchItem> Examples(StrategyContext context) => context.SearchesExamples
        ? context.Examples.Select((row, i) => new SearchItem($"{i}", row.Text, default, context.AnswerOf(row), row.Source))
        : [];

    private static IEnumerable<SearchItem> Chunks(ModelSession session, StrategyContext context)
    {
        foreach (var document in context.Documents)
        {
            var chunker = new Chunker(document.ChunkTokens, document.OverlapTokens, text => session.Encode(text).Length);
            var number = 0;
            foreach (var chunk in chunker.Split(document.Path, document.Text))
                yield return new SearchItem($"{document.Path}#{number++}", chunk.Text, default, null, $"{document.Path}:{chunk.FirstLine}");
        }
    }
}
