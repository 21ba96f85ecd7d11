using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Language.Binding;
using AdaptLab.Models;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Transformer;

namespace AdaptLab.Experiments.Export;

/// <summary>What an export was compared with what it was made from.</summary>
/// <param name="Texts">That both have answered.</param>
/// <param name="Same">Of them, those that both answer alike.</param>
/// <param name="Difference">The largest between two probabilities of one label.</param>
public sealed record ExportCheck(int Texts, int Same, double Difference);

/// <summary>Writes what `lora` has learned for other programs: the adapters in PEFT's layout, or the model with the adapters merged
/// into it. What was written is read again and must answer as the adapters themselves do, before anybody is told that it is there.</summary>
public sealed class AdapterExport(ModelSession session)
{
    /// <summary>Enough to notice weights in the wrong place; all of them would take as long as the training.</summary>
    private const int MostTexts = 32;

    /// <summary>The largest differences between probabilities that rounding explains: of sums in another order, and of
    /// weights with eleven and with eight bits.</summary>
    private static readonly ImmutableDictionary<string, double> Allowed =
        ImmutableDictionary<string, double>.Empty.Add("float32", 0.001).Add("float16", 0.02).Add("bfloat16", 0.1);

    /// <exception cref="StrategyException">The strategy is no `lora`, or what was written does not answer as it should.</exception>
    public async Task<ExportCheck> WriteAdapterAsync(StrategyContext context, string folder, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        using var adapter = await TrainedAsync(context, progress, cancellation);
        adapter.Save(folder);
        using var again = LoraAdapter.Load(session.Decoder, folder);
        var requests = await RequestsAsync(context, cancellation);
        return Checked(folder, 0, Compare(Answers(context, requests, adapter.Decoder), Answers(context, requests, again.Decoder)));
    }

    /// <param name="type">One of <see cref="ModelFolder.Types"/>.</param>
    /// <exception cref="StrategyException">The strategy is no `lora`, or what was written does not answer as it should.</exception>
    public async Task<ExportCheck> WriteMergedAsync(
        StrategyContext context, string folder, string type, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        using var trained = await TrainedAsync(context, progress, cancellation);
        // On the weights as the checkpoint has them; those in use may have been rounded for speed.
        using var adapter = trained.Onto(session.Model.Decoder);
        using (var merged = adapter.Merge(session.Model.Decoder))
            ModelFolder.Save(folder, merged, session.Model.Folder, type);
        using var again = LanguageModel.Load(folder);
        var requests = await RequestsAsync(context, cancellation);
        return Checked(folder, Allowed[type], Compare(Answers(context, requests, adapter.Decoder), Answers(context, requests, again.Decoder)));
    }

    private async Task<LoraAdapter> TrainedAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation) =>
        // What is written is compared by the probabilities of labels.
        context.Task.Kind != TaskKind.Classify
            ? throw new StrategyException($"The adapters of '{context.Strategy.Name}' write their answers, and such cannot be exported by this version. Export the examples with --as openai-jsonl.")
            : context.Of("lora") is not null
            ? await new LoraStrategy(session).AdapterAsync(context, progress, cancellation)
            : throw new StrategyException($"'{context.Strategy.Name}' trains no adapters. Export a lora, or the examples with --as openai-jsonl.");

    private async Task<ImmutableArray<int[]>> RequestsAsync(StrategyContext context, CancellationToken cancellation)
    {
        var answers = new LabelAnswers(session, context);
        using var writer = await RequestWriters.CreateAsync(session, context, answers, null, cancellation);
        var requests = ImmutableArray.CreateBuilder<int[]>();
        foreach (var row in context.Examples.Take(MostTexts))
            requests.Add((await writer.WriteAsync(row.Text, row, cancellation)).Ids);
        return requests.ToImmutable();
    }

    private ImmutableArray<ImmutableArray<float>> Answers(StrategyContext context, ImmutableArray<int[]> requests, Decoder decoder)
    {
        var answers = new LabelAnswers(session, context, decoder);
        return [.. requests.Where(ids => ids.Length <= answers.Room).Select(ids => answers.Predict(ids, PromptPrefix.Empty, []).Probabilities)];
    }

    internal static ExportCheck Compare(ImmutableArray<ImmutableArray<float>> expected, ImmutableArray<ImmutableArray<float>> found) => new(
        expected.Length,
        expected.Zip(found).Count(pair => pair.First.IndexOf(pair.First.Max()) == pair.Second.IndexOf(pair.Second.Max())),
        expected.Zip(found).SelectMany(pair => pair.First.Zip(pair.Second, (a, b) => (double)Math.Abs(a - b))).DefaultIfEmpty().Max());

    internal static ExportCheck Checked(string folder, double allowed, ExportCheck check) => check.Difference <= allowed ? check
        : throw new StrategyException(
            $"{folder}: what was written does not answer as the adapters do: probabilities differ by up to {check.Difference:0.####}, and {check.Texts - check.Same} of {check.Texts} answers do. Do not use it; try --dtype float32.");
}
