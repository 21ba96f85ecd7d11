using System.Collections.Immutable;
using AdaptLab.Experiments.Running;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
namespace AdaptLab.Experiments.Data;
public sealed record SpecDataReading(PlanData? Data, ImmutableArray<Diagnostic> Diagnostics);
public static class SpecData {
  public static Task<SpecDataReading> ReadAsync(Compilation compilation, string specPath, CancellationToken cancellation) {
    _ = specPath; _ = cancellation;
    var s = compilation.Spec; var labels = s.Task.Labels;
    if (compilation.HasErrors) return Task.FromResult(new SpecDataReading(null, []));
    int L(RowSpec r) => Math.Max(0, labels.Select(l => l.Name).ToList().IndexOf(r.Answer ?? ""));
    return Task.FromResult(new SpecDataReading(new PlanData(labels, s.Examples.ToImmutableDictionary(e => e.Name, e => e.Rows.Select(r => new TrainingRow(r.Text, L(r), "x:1")).ToImmutableArray()), ImmutableDictionary<string, ImmutableArray<DocumentText>>.Empty,
     [.. s.Eval.Rows.Select((r, i) => new EvalRowInfo("r" + i, r.Text, L(r), "x:" + i))], []), []));
  }
}
