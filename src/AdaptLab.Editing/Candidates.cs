using System.Collections.Immutable;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;

namespace AdaptLab.Editing;

/// <summary>From strategies as declared to candidates as run, and back: a sweep makes several, each training set one more.</summary>
internal static class Candidates
{
    /// <summary>The names of the candidates that a declaration stands for: "lora", or "lora rank 8" and "lora rank 16".</summary>
    public static ImmutableArray<string> NamesOf(SpecSnapshot snapshot, DeclarationSyntax strategy)
    {
        var names = snapshot.Compilation.Spec.Strategies.Where(s => s.Span == strategy.Span).Select(s => s.Name).ToImmutableArray();
        return names.IsEmpty && !strategy.Names.IsEmpty ? [NameOf(strategy)] : names;
    }

    public static string NameOf(DeclarationSyntax strategy) => string.Join(' ', strategy.Names.Select(word => word.Text));

    /// <summary>The declaration of a candidate; null for one of a spec that declares no strategies.</summary>
    public static DeclarationSyntax? DeclarationOf(SpecSnapshot snapshot, string candidate) =>
        snapshot.Compilation.Spec.Strategies.FirstOrDefault(s => s.Name == candidate) is { Span.Length: > 0 } strategy
            ? snapshot.Compilation.Tree.Root.Declarations.FirstOrDefault(d => d.Span == strategy.Span)
            : null;

    /// <summary>How far the run of one of the candidates is, 0 to 1; null where none of them runs.</summary>
    public static double? RunningShare(SpecSnapshot snapshot, ImmutableArray<string> names)
    {
        // A candidate that runs for the first time is in no record yet: only its name is known.
        foreach (var (candidate, share) in snapshot.Run?.Candidates ?? ImmutableDictionary<string, double?>.Empty)
        {
            if (names.Any(name => candidate == name || candidate.StartsWith(name + " on ", StringComparison.Ordinal)))
                return share ?? 0;
        }

        return null;
    }

    /// <summary>The best first.</summary>
    public static IEnumerable<CandidateSummary> Of(Comparison comparison, ImmutableArray<string> names) =>
        comparison.Ranked.Where(candidate => names.Contains(candidate.Run.Strategy));

    /// <summary>"88.1 % · 3 ms · best": what there is room for beside a line.</summary>
    public static string Brief(Comparison comparison, CandidateSummary candidate) => string.Join(" · ", new[]
    {
        comparison.CountsRows ? Figures.Percent(candidate.Score.Value) : $"{comparison.Metric} {Figures.Share(candidate.Score.Value)}",
        candidate.P95Milliseconds is null ? null : Figures.Latency(candidate.P95Milliseconds),
        comparison.Standing(candidate),
    }.OfType<string>());
}
