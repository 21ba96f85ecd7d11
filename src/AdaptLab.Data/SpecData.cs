using System.Collections.Immutable;
using AdaptLab.Data.Advising;
using AdaptLab.Data.Documents;
using AdaptLab.Data.Leakage;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Data;

/// <summary>Reads what a spec declares: examples, documents and eval rows, inline and from files.</summary>
public static class SpecData
{
    /// <param name="compilation">Of a spec without errors.</param>
    /// <param name="specPath">The spec file, absolute or relative to the current folder; paths in the spec start from its folder.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<SpecDataReading> ReadAsync(Compilation compilation, string specPath, CancellationToken cancellation) =>
        ReadAsync(compilation, specPath, OpenFiles.None, cancellation);

    /// <summary>The same, with what an editor has open in place of what lies on the disk.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<SpecDataReading> ReadAsync(Compilation compilation, string specPath, OpenFiles open, CancellationToken cancellation) =>
        ReadAsync(compilation, specPath, open, DataLimits.Default, cancellation);

    internal static async Task<SpecDataReading> ReadAsync(
        Compilation compilation, string specPath, OpenFiles open, DataLimits limits, CancellationToken cancellation)
    {
        var spec = compilation.Spec;
        var findings = new Findings();
        var tree = SpecTree.Of(specPath);
        var labels = new LabelTable(spec.Task.Labels);
        var mends = new SpecMends(compilation);
        var sets = new RowSetReader(tree, open, compilation.LineMap, spec.Task, mends, labels, limits, findings);
        var examples = new Dictionary<string, ImmutableArray<LabelledRow>>(StringComparer.Ordinal);
        foreach (var set in spec.Examples)
            examples[set.Name] = await sets.ReadAsync($"examples {set.Name}", set.Rows, set.File, set.Span, adds: true, cancellation);
        var eval = spec.Eval.Folds is null
            ? await sets.ReadAsync("eval", spec.Eval.Rows, spec.Eval.File, spec.Eval.Span, adds: false, cancellation)
            : [];
        CheckLabels(spec, labels, findings);
        CheckFolds(spec, examples, mends, findings);

        var texts = new DocumentReader(tree, open, limits, findings);
        var rowFiles = spec.Examples.Select(set => set.File).Append(spec.Eval.File)
            .OfType<DataFile>().Select(file => tree.PathOf(file.Path)).ToHashSet(StringComparer.Ordinal);
        var documents = new Dictionary<string, ImmutableArray<DocumentText>>(StringComparer.Ordinal);
        foreach (var set in spec.Documents)
            documents[set.Name] = await texts.ReadAsync(set, rowFiles, cancellation);

        // With folds every example is held out once, and a document could tell it.
        var folded = spec.Eval.Folds is not null;
        var leaks = new LeakFilter(folded ? [.. examples.Values.SelectMany(rows => rows)] : eval, findings);
        var kept = new KeptRows(
            labels.Labels,
            spec.Examples.DistinctBy(set => set.Name).ToImmutableDictionary(set => set.Name, set => folded ? examples[set.Name] : leaks.Filter(set, examples[set.Name])),
            spec.Documents.DistinctBy(set => set.Name).ToImmutableDictionary(set => set.Name, set => leaks.Filter(set, documents[set.Name])),
            eval);
        var (adapters, notes) = (new AdapterReader(tree, findings).Read(spec.Strategies), findings.Notes);
        return new SpecDataReading(findings.Errors > 0 ? null : () => kept.ToPlan(notes, adapters), findings.ToDiagnostics())
        {
            Files = sets.Files,
            Labels = labels.Labels,
            Situation = findings.Errors > 0 || compilation.Diagnostics.Any(diagnostic => diagnostic.IsError) ? null : SituationReader.Of(spec, kept, tree.Folder),
            Rows = new SpecRows(examples.ToImmutableDictionary(), eval),
        };
    }

    private static void CheckLabels(Spec spec, LabelTable labels, Findings findings)
    {
        if (labels is { Declared: false, Count: 1 } && findings.Errors == 0)
            findings.Add(DeclarationDiagnostics.TooFewExampleLabels(spec.Task.Span));
    }

    private static void CheckFolds(Spec spec, Dictionary<string, ImmutableArray<LabelledRow>> examples, SpecMends mends, Findings findings)
    {
        if (spec.Eval.Folds is not { } folds || findings.Errors > 0)
            return;
        var rows = spec.Compare.Train.SelectMany(sets => sets).Distinct().Where(examples.ContainsKey).Sum(set => examples[set].Length);
        if (rows < folds)
            findings.Add(DataDiagnostics.TooFewFoldRows(spec.Eval.Span, rows, folds, mends.Folds()));
    }
}
