using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;

namespace AdaptLab.Editing;

public enum LensCommand
{
    /// <summary>Only says something.</summary>
    None,
    RunComparison,
    RunStrategy,
    Cancel,
    OpenReport,

    /// <summary>What a model reads for an eval row, strategy by strategy.</summary>
    ShowPrompt,
}

/// <summary>A line above a declaration, to read or to click.</summary>
/// <param name="Span">Of the declaration's header.</param>
/// <param name="Strategy">For <see cref="LensCommand.RunStrategy"/> and <see cref="LensCommand.ShowPrompt"/>: the strategy's name as declared; null for all.</param>
/// <param name="Row">For <see cref="LensCommand.ShowPrompt"/>: the eval row's text; null for the first row.</param>
public sealed record Lens(TextSpan Span, string Title, LensCommand Command, string? Strategy, string? Row = null);

/// <summary>Above each strategy its run and its last result, above `compare` the whole comparison.</summary>
public static class Lenses
{
    /// <summary>In the order of the text; those of one declaration in the order in which to show them.</summary>
    /// <param name="now">For "2 minutes ago"; without it, no age is given.</param>
    public static ImmutableArray<Lens> Of(SpecSnapshot snapshot, DateTimeOffset? now = null)
    {
        var lenses = ImmutableArray.CreateBuilder<Lens>();
        var declarations = snapshot.Compilation.Tree.Root.Declarations.ToList();
        // A spec without `compare` compares all the same.
        var comparison = declarations.Find(d => Cursor.IsOf(d, "compare")) ?? declarations.Find(d => Cursor.IsOf(d, "task"));
        foreach (var declaration in declarations)
        {
            if (declaration == comparison)
                lenses.AddRange(OfComparison(snapshot, declaration, now));
            else if (Cursor.IsOf(declaration, "strategy") && BlockSchemas.StrategyOf(declaration) is not null)
                lenses.AddRange(OfStrategy(snapshot, declaration, now));
        }

        return lenses.ToImmutable();
    }

    private static IEnumerable<Lens> OfComparison(SpecSnapshot snapshot, DeclarationSyntax declaration, DateTimeOffset? now)
    {
        var span = declaration.HeaderSpan;
        var results = snapshot.Results;
        yield return snapshot.Run is { } run
            ? new Lens(span, $"■ Stop · running, {Figures.Percent(run.Share, 0)}", LensCommand.Cancel, null)
            : new Lens(span, "▷ Run comparison", LensCommand.RunComparison, null);
        if (results is not null)
            yield return new Lens(span, "Open report", LensCommand.OpenReport, null);
        var spec = snapshot.Compilation.Spec;
        var declared = spec.Strategies.Select(strategy => strategy.Span).Distinct().Count();
        var size = $"{Figures.Count(spec.Strategies.Length)} {(spec.Strategies.Length == 1 ? "strategy" : "strategies")}, {Figures.Count(spec.Compare.Train.Length, "set")}";
        if (declared > 0 && declared < spec.Strategies.Length)
            size = $"{Figures.Count(spec.Strategies.Length, "candidate")} of {Figures.Count(declared)} {(declared == 1 ? "strategy" : "strategies")}, {Figures.Count(spec.Compare.Train.Length, "set")}";
        if (results?.Estimate?.Short is { } estimate)
            yield return new Lens(span, $"{size} · {estimate}", LensCommand.None, null);
        else
            yield return new Lens(span, results is null ? size : size + Took(results.Comparison.Record) + Age(results, now), LensCommand.None, null);
    }

    private static IEnumerable<Lens> OfStrategy(SpecSnapshot snapshot, DeclarationSyntax declaration, DateTimeOffset? now)
    {
        var span = declaration.HeaderSpan;
        var results = snapshot.Results;
        var names = Candidates.NamesOf(snapshot, declaration);
        CandidateRun[] runs = results is null ? [] : [.. results.Comparison.Record.Candidates.Where(run => names.Contains(run.Strategy))];
        if (Candidates.RunningShare(snapshot, names) is { } share)
            yield return new Lens(span, $"■ Stop · running, {Figures.Percent(share, 0)}", LensCommand.Cancel, null);
        // One run of a spec at a time.
        else if (snapshot.Run is null)
            yield return new Lens(span, "▷ Run", LensCommand.RunStrategy, Candidates.NameOf(declaration));
        if (names.Length > 1)
            yield return new Lens(span, Figures.Count(names.Length, "candidate"), LensCommand.None, null);
        if (runs.Length > 0)
            yield return new Lens(span, Result(results!, runs, now), LensCommand.OpenReport, null);
    }

    /// <summary>"88.1 % · 3 ms · best · 2 minutes ago", of the training set on which it did best.</summary>
    private static string Result(SpecResults results, CandidateRun[] runs, DateTimeOffset? now)
    {
        var comparison = results.Comparison;
        var best = comparison.Ranked.FirstOrDefault(candidate => runs.Contains(candidate.Run));
        var shown = best is not null
            ? (best.Name == best.Run.Strategy ? "" : $"{best.Name}: ") + Candidates.Brief(comparison, best)
            : "failed: " + comparison.Failed.First(failed => runs.Contains(failed.Run)).Reason;
        var stale = results.StalenessOf(best?.Run ?? runs[0]) is { } reason ? $" · stale: {reason}" : "";
        return SourceText.Clip(shown + stale, 100) + Age(results, now);
    }

    /// <summary>Of what was put together from several runs there is no such time.</summary>
    private static string Took(RunRecord record) => record.DurationSeconds > 0 ? $", last took {Figures.Duration(record.DurationSeconds)}" : "";

    private static string Age(SpecResults results, DateTimeOffset? now) =>
        now is { } time ? $" · {Figures.Age(time - results.Comparison.Record.Started)}" : "";
}
