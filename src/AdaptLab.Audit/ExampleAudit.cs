using System.Collections.Immutable;
using AdaptLab.Audit.Checks;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Silencers;
using AdaptLab.Unicode;

namespace AdaptLab.Audit;

/// <summary>Looks for what is doubtful about the examples of a spec. Loads no model, and reads no file.</summary>
public static class ExampleAudit
{
    private static readonly PriorConflict OfBase = new();

    /// <summary>Of every check, as the editor and the command show them.</summary>
    public static ImmutableArray<DiagnosticRule> Rules { get; } = [.. ExampleChecks.All.Select(check => check.Rule)];

    /// <param name="reading">Of the same text; where it holds errors, there is nothing to audit.</param>
    /// <param name="cache">Of the last audit of the same spec.</param>
    /// <param name="opinions">What the base model says of the examples; null where it was not asked.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AuditResult Run(Compilation compilation, SpecDataReading reading, FeatureCache cache, BaseOpinions? opinions = null, CancellationToken cancellation = default)
    {
        if (ContextOf(compilation, reading, cache, cancellation, opinions) is not { } context)
            return AuditResult.Nothing;
        return Result(context, ExampleChecks.All) with
        {
            Doubts = context.Opinions is not { } doubted ? [] :
            [
                .. doubted.Rows.Select((row, i) => new Doubt(row, doubted.Wrong[i], context.Name(doubted.Likely[i])))
                    .OrderByDescending(doubt => doubt.Wrong).ThenBy(doubt => doubt.Row.Number),
            ],
        };
    }

    /// <summary>What follows from the base model's opinions alone (<see cref="IsOfBase"/>): for whoever has audited the rest before it had answered.</summary>
    /// <inheritdoc cref="Run"/>
    public static AuditResult Conflicts(Compilation compilation, SpecDataReading reading, FeatureCache cache, BaseOpinions opinions, CancellationToken cancellation) =>
        ContextOf(compilation, reading, cache, cancellation, opinions) is { } context ? Result(context, [OfBase]) : AuditResult.Nothing;

    /// <summary>Whether there are enough examples for the base model's opinions to say anything.</summary>
    public static bool NeedsBase(SpecDataReading reading) => reading.Rows?.Examples.Values.Sum(set => set.Length) >= PriorConflict.FewestRows;

    /// <summary>Whether something is said by the base model's opinions.</summary>
    public static bool IsOfBase(Diagnostic diagnostic) => diagnostic.Code == OfBase.Rule.Code;

    private static AuditResult Result(AuditContext context, IEnumerable<IExampleCheck> checks)
    {
        var compilation = context.Compilation;
        return new AuditResult([.. checks.SelectMany(check => check.Find(context))], context.Examples.Length, context.Eval.Length)
        {
            Rows = context.Rows,
            Silencers = Silencer.In(compilation),
            Declarations = compilation.Spec.Examples.DistinctBy(set => set.Name).ToImmutableDictionary(set => set.Name, set => set.Span).SetItem("eval", compilation.Spec.Eval.Span),
        };
    }

    internal static AuditContext? ContextOf(Compilation compilation, SpecDataReading reading, FeatureCache cache, CancellationToken cancellation, BaseOpinions? opinions = null)
    {
        if (reading is not { Data: { } data, Rows: { } read })
            return null;
        var sources = compilation.Spec.Examples.DistinctBy(set => set.Name)
            .SelectMany(set => read.Examples[set.Name].Select(row => (Set: set.Name, IsEval: false, Row: row)))
            .Concat(read.Eval.Select(row => (Set: "eval", IsEval: true, Row: row)))
            .ToArray();
        var features = cache.Of([.. sources.Select(source => source.Row.Text)]);
        var rows = sources.Select((source, number) =>
        {
            var answer = AnswerOf(source.Row, reading.Labels);
            return new AuditedRow(number, source.Set, source.IsEval, answer, FoldedWords.Key(answer), source.Row.Label, source.Row) { Features = features[number] };
        });
        return new AuditContext(
            compilation, reading.Labels, [.. rows], [.. data.Documents.OrderBy(set => set.Key, StringComparer.Ordinal).SelectMany(set => set.Value)], cache, cancellation) { Base = opinions };
    }

    /// <summary>A label's name, or what else the row says: of several fields, one after the other.</summary>
    private static string AnswerOf(LabelledRow row, ImmutableArray<LabelSpec> labels) =>
        row.Values is { } values ? string.Join("; ", values.Select(value => value ?? "–")) : labels[row.Label].Name;
}

/// <param name="Wrong">The probability that its label is wrong.</param>
/// <param name="Likely">The label that fits best beside the one given.</param>
public sealed record Doubt(AuditedRow Row, double Wrong, string Likely);

/// <summary>What an audit has found.</summary>
/// <param name="Findings">In the order of the checks, and of each the most certain first.</param>
/// <param name="Examples">How many were looked at.</param>
/// <param name="EvalRows">How many were looked at.</param>
public sealed record AuditResult(ImmutableArray<Finding> Findings, int Examples, int EvalRows)
{
    /// <summary>Of a spec without rows, or with errors.</summary>
    public static AuditResult Nothing { get; } = new([], 0, 0);

    /// <summary>Those that were looked at: examples, set by set, then eval.</summary>
    public ImmutableArray<AuditedRow> Rows { get; init; } = [];

    /// <summary>Every example with a label, the most doubtful label first: what to read first, also where no label is more probably
    /// wrong than right. Empty where there are too few examples to tell anything.</summary>
    public ImmutableArray<Doubt> Doubts { get; init; } = [];

    /// <summary>What the author has silenced row by row.</summary>
    internal ImmutableArray<Silencer> Silencers { get; init; } = [];

    /// <summary>Where each set of rows is declared.</summary>
    internal ImmutableDictionary<string, TextSpan> Declarations { get; init; } = ImmutableDictionary<string, TextSpan>.Empty;

    /// <summary>The first of each code and file, and how many more there are.</summary>
    public ImmutableArray<Diagnostic> Diagnostics()
    {
        var rules = ExampleAudit.Rules.ToDictionary(rule => rule.Code, StringComparer.Ordinal);
        var listed = new Findings();
        foreach (var finding in Findings)
        {
            var diagnostic = finding.Diagnostic;
            var span = finding.Rows is [{ Source.Inline: true } row, ..] ? Declarations[row.Set] : diagnostic.Span;
            // One that the author has read and silenced takes no other's place in the list.
            if (Silencers.Any(silencer => silencer.Row is not null && silencer.IsAbout(diagnostic) && silencer.Codes.Any(code => code.Code == diagnostic.Code)))
                listed.Add(diagnostic);
            else
                listed.AddOneOfMany(rules[diagnostic.Code], span, diagnostic.File?.Path, () => diagnostic);
        }

        return listed.ToDiagnostics();
    }
}
