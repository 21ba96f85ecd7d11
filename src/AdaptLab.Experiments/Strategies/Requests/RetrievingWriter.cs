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
    private readonly PassageIndex _index;

    private RetrievingWriter(ModelSession session, StrategyContext context, TaskPrompt prompt, int room, int count, PassageIndex index) =>
        (_session, _context, _prompt, _room, _count, _index) = (session, context, prompt, room, count, index);

    public string Detail => _index.Detail;

    public ImmutableArray<string> Notes => _index.Notes;

    public ImmutableArray<TrainingRow> Examples => _context.SearchesExamples ? _context.Examples : [];

    /// <param name="room">The most tokens that a request may have.</param>
    /// <param name="count">Passages for a request, at most.</param>
    /// <exception cref="StrategyException">The template of the spec cannot be used.</exception>
    public static async Task<IRequestWriter> CreateAsync(
        ModelSession session, StrategyContext context, int room, int count, SearchMode mode, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var prompt = new TaskPrompt(session.Kernel, context);
        var index = await PassageIndex.BuildAsync(context, session.Embedder, mode, session.Tokens, progress, cancellation);
        return new RetrievingWriter(session, context, prompt, room, count, index);
    }

    public async ValueTask<Request> WriteAsync(string input, TrainingRow? example, CancellationToken cancellation)
    {
        var hits = await _index.FindAsync(input, _count, example, cancellation);
        for (var used = hits.Length; ;)
        {
            // The nearest one comes last: what is read last weighs most.
            var read = hits.Take(used).Reverse().ToArray();
            ImmutableArray<TrainingRow> examples = [.. _index.ExamplesIn(read)];
            var text = await _prompt.RenderAsync(examples, PassageIndex.PassagesIn(read), input, cancellation);
            var ids = _session.Encode(text);
            if (ids.Length > _room && used > 0)
            {
                // In proportion, since one by one a hundred passages would be rendered a hundred times.
                used = Math.Min(used - 1, used * _room / ids.Length);
                continue;
            }

            // In an answer task an answer stands in what was looked up; in an extract task in the input itself.
            ImmutableArray<string> readable = _context.Task.Kind == TaskKind.Extract ? [input] : [.. hits.Take(used).Select(_index.TextOf)];
            return new Request(text, ids, readable, [.. hits.Take(used).Select(_index.Cite)], used == hits.Length ? null
                : $"fewer than {_count} passages were put in the prompt: more do not fit in the model's {_session.Model.Window} tokens.")
            { Examples = examples };
        }
    }

    public async ValueTask<string> WriteCommonAsync(string input, CancellationToken cancellation) => await _prompt.RenderAsync([], [], input, cancellation);

    public void Dispose() => _index.Dispose();
}
