using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AdaptLab.Audit;
using AdaptLab.Cli.Files;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Worker;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Cli.Auditing;

/// <summary>Asks the base model about the examples, as a worker's comparison of one strategy: a prompt without shots.</summary>
internal static class BaseModel
{
    private const int MostExamples = 1000;

    /// <summary>Exactly one of the two: what it says, or in one line why it says nothing.</summary>
    public static async Task<(BaseOpinions? Opinions, string? Problem)> AskAsync(SpecFile file, SpecDataReading reading, CancellationToken cancellation)
    {
        if (file.Compilation.Spec.Task.Kind != TaskKind.Classify)
            return (null, "--model is for tasks with labels: this one writes its answers.");
        var compilation = Compilation.Parse(Question(file.Compilation, reading), SpecFile.FolderInWorkspace(file.Path));
        var data = await SpecData.ReadAsync(compilation, file.FullPath, cancellation);
        if (compilation.HasErrors || data.Data is null || Planner.Create(compilation.Spec, data.Data, StrategyTraits.All, PlanOptions.Default).Plan is not { } plan)
            return (null, compilation.Diagnostics.Concat(data.Diagnostics).FirstOrDefault(diagnostic => diagnostic.IsError)?.Message ?? "the model cannot be asked about these examples.");

        await using var client = WorkerClient.Start();
        var order = new CompareParams(
            file.FullPath, file.Path, compilation.Text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(compilation.Text))), SpecFile.FolderInWorkspace(file.Path), [], 1, null, StoreUse.ReadAndWrite)
        {
            // Nothing is sent to a server that the author has not asked for.
            IsOffline = true,
        };
        var result = await client.CompareAsync(order, plan, progress: null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (result.Outcome is not { Record: { Candidates: [{ Seeds: [var seed, ..] } candidate, ..] } record })
            return (null, result.Refusal?.Message ?? result.Fault?.Message ?? result.Outcome?.Faults.FirstOrDefault()?.Reason ?? "the model has not answered.");
        var ofLabel = reading.Labels.Select(label => record.Labels.IndexOf(label.Name)).ToArray();
        return (new BaseOpinions(
            record.ModelOf(candidate).Name,
            record.Rows.Zip(seed.Predictions).Where(row => row.Second.Probabilities.Length == record.Labels.Length).DistinctBy(row => row.First.Text)
                .ToImmutableDictionary(row => row.First.Text, row => ofLabel.Select(label => row.Second.Probabilities[label]).ToImmutableArray(), StringComparer.Ordinal)), null);
    }

    /// <summary>A spec whose eval rows are the examples. It must have examples of its own, and shows none of them.</summary>
    private static string Question(Compilation compilation, SpecDataReading reading)
    {
        var text = new StringBuilder();
        foreach (var declaration in compilation.Tree.Root.Declarations.Where(declaration => declaration.Keyword.Text is "task" or "model"))
            text.AppendLine(compilation.Text.Substring(declaration.Span.Start, declaration.Span.Length));
        text.AppendLine("examples unseen {");
        foreach (var (index, label) in reading.Labels.Index())
            text.AppendLine($"  {SpecNames.Literal($"({index + 1})")} => {SpecNames.Written(label.Name)}");
        text.AppendLine("}\neval {");
        var rows = compilation.Spec.Examples.DistinctBy(set => set.Name).SelectMany(set => reading.Rows!.Examples[set.Name]).DistinctBy(row => row.Text).ToArray();
        for (var i = 0; i < Math.Min(rows.Length, MostExamples); i++)
        {
            var row = rows[(int)((long)i * rows.Length / Math.Min(rows.Length, MostExamples))];
            text.AppendLine($"  {SpecNames.Literal(row.Text)} => {SpecNames.Written(reading.Labels[row.Label].Name)}");
        }

        return text.AppendLine("}\nstrategy prompt { shots: 0 }\ncompare { seeds: 1 }").ToString();
    }
}
