using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Inference;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Looks up, for each input, the nearest examples and pieces of documents, and answers with them in the prompt.</summary>
/// <param name="count">Passages for a request, at most.</param>
/// <param name="chunks">Pieces of documents in the index.</param>
internal sealed class RetrievingPredictor(
    ModelSession session, StrategyContext context, TaskPrompt prompt, IAnswering answers, PromptPrefix prefix, SearchIndex index, int count, SearchMode search, int chunks)
    : IPredictor
{
    /// <exception cref="StrategyException">The template of the spec cannot be used.</exception>
    public static async Task<IPredictor> CreateAsync(
        ModelSession session, StrategyContext context, int count, SearchMode search, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var items = new List<SearchItem>();
        foreach (var item in Items(session, context))
        {
            // Cutting documents into chunks counts their tokens, which takes its time.
            cancellation.ThrowIfCancellationRequested();
            items.Add(item);
        }

        var embedded = new List<SearchItem>(items.Count);
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            embedded.Add(item with { Vector = session.Embed(item.Text) });
            progress?.Report(new StrategyProgress("indexing", (double)embedded.Count / items.Count));
        }

        var prompt = new TaskPrompt(session.Kernel, context);
        var prefix = await SharedPrefix.ReadAsync(session, input => prompt.RenderAsync([], [], input, cancellation));
        var predictor = new RetrievingPredictor(
            session, context, prompt, Answering.For(session, context), prefix,
            await SearchIndex.BuildAsync(embedded, cancellationToken: cancellation), count, search, items.Count - context.Examples.Length);
        await predictor.CalibrateAsync(cancellation);
        return predictor;
    }

    public string Detail => $"index {context.Examples.Length} examples" + (chunks > 0 ? $", {chunks} chunks" : "") + answers.Detail;

    public ImmutableArray<string> Notes => [];

    /// <summary>Against what is answered to inputs that say nothing, beside whatever is retrieved for them.</summary>
    private async Task CalibrateAsync(CancellationToken cancellation)
    {
        var prompts = new List<int[]>();
        foreach (var input in NeutralInputs.Draw(context.Examples)) prompts.Add((await PromptAsync(input, cancellation)).Ids);
        answers.Calibrate(prompts, prefix, cancellation);
    }

    public async ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
    {
        var (ids, read, isShortened) = await PromptAsync(text, cancellation);
        // In an answer task an answer stands in what was looked up; in an extract task in the input itself.
        var texts = context.Task.Kind == TaskKind.Extract ? [text] : read.Select(hit => IsExample(hit) ? context.AnswerOf(Example(hit)) : hit.Item.Text).ToArray();
        return new PredictionResult(
            answers.Predict(ids, prefix, texts), ids.Length, [.. read.Select(hit => hit.Item.Source)],
            isShortened ? $"fewer than {count} passages were put in the prompt: more do not fit in the model's {session.Model.Window} tokens." : null);
    }

    /// <returns>The prompt, with as many passages as fit, those passages, nearest first, and whether more were found.</returns>
    private async Task<(int[] Ids, IEnumerable<SearchHit> Read, bool IsShortened)> PromptAsync(string text, CancellationToken cancellation)
    {
        var vector = search == SearchMode.Keyword ? default : session.Embed(text).AsMemory();
        var hits = await index.SearchAsync(text, vector, count, search, cancellation);
        for (var used = hits.Length; ;)
        {
            // The nearest one comes last: what is read last weighs most.
            var read = hits.Take(used).Reverse().ToArray();
            var ids = session.Encode(await prompt.RenderAsync(
                read.Where(IsExample).Select(Example), read.Where(hit => !IsExample(hit)).Select(hit => hit.Item.Text), text, cancellation));
            if (ids.Length > answers.Room && used > 0)
            {
                // In proportion, since one by one a hundred passages would be rendered a hundred times.
                used = Math.Min(used - 1, used * answers.Room / ids.Length);
                continue;
            }

            return (ids, hits.Take(used), used < hits.Length);
        }
    }

    public void Dispose()
    {
        prefix.Dispose();
        index.Dispose();
    }

    private static bool IsExample(SearchHit hit) => hit.Item.Label is not null;

    private TrainingRow Example(SearchHit hit) => context.Examples[int.Parse(hit.Item.Id.AsSpan(1))];

    /// <summary>Examples by their index, then chunks of documents.</summary>
    private static IEnumerable<SearchItem> Items(ModelSession session, StrategyContext context)
    {
        for (var i = 0; i < context.Examples.Length; i++)
        {
            var row = context.Examples[i];
            yield return new SearchItem($"e{i}", row.Text, default, context.AnswerOf(row), row.Source);
        }

        foreach (var document in context.Documents)
        {
            var chunker = new Chunker(document.ChunkTokens, document.OverlapTokens, text => session.Encode(text).Length);
            var number = 0;
            foreach (var chunk in chunker.Split(document.Path, document.Text))
                yield return new SearchItem($"d{document.Path}#{number++}", chunk.Text, default, null, $"{document.Path}:{chunk.FirstLine}");
        }
    }
}
