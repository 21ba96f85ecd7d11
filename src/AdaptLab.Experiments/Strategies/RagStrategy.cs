using System.Collections.Immutable;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Models.Inference;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Retrieval: for each input, the nearest examples and pieces of documents are looked up and put in the prompt.</summary>
public sealed class RagStrategy(ModelSession session) : IStrategy
{
    public string Kind => "rag";

    public bool UsesSeed(StrategySpec strategy) => false;

    public async Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        session.CheckModel(context.Strategy);
        if (context.Strategy.Properties.TextOrNull("store") is { } store and not "embedded")
            throw new StrategyException($"The store '{store}' cannot be used by this version. Leave `store` out of '{context.Strategy.Name}': the embedded one is the default.");
        if (context.Strategy.Properties.TextOrNull("embedder") is { } embedder && embedder != context.Strategy.Properties.TextOrNull("model"))
            throw new StrategyException($"The embedder '{embedder}' cannot be used by this version. Leave `embedder` out of '{context.Strategy.Name}': the strategy's model makes the embeddings.");

        var items = Items(context).ToList();
        if (items.Count == 0)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to search: there are 0 examples and no documents.");
        var embedded = new List<SearchItem>(items.Count);
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            embedded.Add(item with { Vector = session.Embed(item.Text) });
            progress?.Report(new StrategyProgress("indexing", (double)embedded.Count / items.Count));
        }

        var prompt = new TaskPrompt(session.Kernel, context);
        var prefix = await SharedPrefix.ReadAsync(session, input => prompt.RenderAsync([], [], input, cancellation));
        var predictor = new Predictor(session, context, prompt, new LabelAnswers(session, context), prefix,
            await SearchIndex.BuildAsync(embedded, cancellationToken: cancellation), items.Count - context.Examples.Length);
        await predictor.CalibrateAsync(cancellation);
        return predictor;
    }

    /// <summary>Examples by their index, then chunks of documents.</summary>
    private IEnumerable<SearchItem> Items(StrategyContext context)
    {
        for (var i = 0; i < context.Examples.Length; i++)
        {
            var row = context.Examples[i];
            yield return new SearchItem($"e{i}", row.Text, default, context.Labels[row.Label].Name, row.Source);
        }

        foreach (var document in context.Documents)
        {
            var chunker = new Chunker(document.ChunkTokens, document.OverlapTokens, text => session.Encode(text).Length);
            var number = 0;
            foreach (var chunk in chunker.Split(document.Path, document.Text))
                yield return new SearchItem($"d{document.Path}#{number++}", chunk.Text, default, null, $"{document.Path}:{chunk.FirstLine}");
        }
    }

    private sealed class Predictor(
        ModelSession session, StrategyContext context, TaskPrompt prompt, LabelAnswers answers, PromptPrefix prefix, SearchIndex index, int chunks)
        : IPredictor
    {
        private readonly int _retrieve = context.Strategy.Properties.Integer("retrieve");
        private readonly SearchMode _mode = Enum.Parse<SearchMode>(context.Strategy.Properties.Text("search"), ignoreCase: true);
        private int _shortened;

        public string Detail => $"index {context.Examples.Length} examples" + (chunks > 0 ? $", {chunks} chunks" : "");

        public ImmutableArray<string> Notes => _shortened == 0 ? []
            : [$"For {_shortened} requests fewer than {_retrieve} passages were put in the prompt: more do not fit in the model's {session.Model.Window} tokens."];

        /// <summary>Against what is answered to inputs that say nothing, beside whatever is retrieved for them.</summary>
        public async Task CalibrateAsync(CancellationToken cancellation)
        {
            var prompts = new List<int[]>();
            // Always the same ones: nothing else here is left to chance, and one seed is run.
            foreach (var input in NeutralInputs.Draw(context.Examples, new RunSeed(1)))
            {
                var (ids, _) = await PromptAsync(input, cancellation);
                if (ids.Length <= answers.Room) prompts.Add(ids);
            }

            if (prompts.Count > 0) answers.Calibrate(prompts, prefix);
            _shortened = 0;
        }

        public async ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            var (ids, read) = await PromptAsync(text, cancellation);
            return new PredictionResult(answers.Predict(ids, prefix), ids.Length, [.. read.Select(hit => hit.Item.Source)]);
        }

        /// <returns>The prompt, with as many passages as fit, and those passages, nearest first.</returns>
        private async Task<(int[] Ids, IEnumerable<SearchHit> Read)> PromptAsync(string text, CancellationToken cancellation)
        {
            var vector = _mode == SearchMode.Keyword ? default : session.Embed(text).AsMemory();
            var hits = await index.SearchAsync(text, vector, _retrieve, _mode, cancellation);
            for (var used = hits.Length; ; used--)
            {
                // The nearest one comes last: what is read last weighs most.
                var read = hits.Take(used).Reverse().ToArray();
                var ids = session.Encode(await prompt.RenderAsync(
                    read.Where(IsExample).Select(Example), read.Where(hit => !IsExample(hit)).Select(hit => hit.Item.Text), text, cancellation));
                if (ids.Length > answers.Room && used > 0) continue;
                if (used < hits.Length) _shortened++;
                return (ids, hits.Take(used));
            }
        }

        public void Dispose()
        {
            prefix.Dispose();
            index.Dispose();
        }

        private static bool IsExample(SearchHit hit) => hit.Item.Label is not null;

        private TrainingRow Example(SearchHit hit) => context.Examples[int.Parse(hit.Item.Id.AsSpan(1))];
    }
}
