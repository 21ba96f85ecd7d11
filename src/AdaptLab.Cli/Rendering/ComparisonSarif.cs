using System.Collections.Immutable;
using AdaptLab.Cli.Files;
using AdaptLab.Editing;
using AdaptLab.Editing.Results;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Cli.Rendering;

/// <summary>What a run says about a spec (ADAPT4001 and following) as SARIF: the diagnostics that an editor shows at the same places.</summary>
internal static class ComparisonSarif
{
    public static string Write(SpecFile spec, Comparison comparison)
    {
        // Just run: nothing is stale, and rows stand where the record says.
        var snapshot = new SpecSnapshot(
            spec.FullPath.Replace('\\', '/'), spec.Compilation, Data: null,
            new SpecResults(comparison, ImmutableDictionary<string, string>.Empty, []));
        ImmutableArray<Diagnostic> found = [.. ResultDiagnostics.Of(snapshot), .. AdviceDiagnostics.Of(snapshot)];
        var shown = Language.Silencers.Silencing.Apply(spec.Compilation, found, filesAreRead: false, runIsKnown: false).Where(diagnostic => ResultDiagnostics.Rules.Any(rule => rule.Code == diagnostic.Code)).ToList();
        return SarifLog.Write(spec, ResultDiagnostics.Rules,
        [
            .. shown.Select(diagnostic => new SarifResult(diagnostic, Fingerprint(comparison, diagnostic))),
            .. found.Except(shown).Select(diagnostic => new SarifResult(diagnostic, Fingerprint(comparison, diagnostic), IsSilenced: true)),
        ]);
    }

    /// <summary>Of a row, its text; else what is said up to the first figure, for figures differ from run to run.</summary>
    private static string Fingerprint(Comparison comparison, Diagnostic diagnostic)
    {
        using var hash = new ContentHash();
        var row = diagnostic.File is { } file ? comparison.Record.Rows.FirstOrDefault(row => row.Source == $"{file.Path}:{file.Line}") : null;
        return hash.Add(diagnostic.Code).Add(row?.Text ?? new string([.. diagnostic.Message.TakeWhile(c => !char.IsAsciiDigit(c))])).Finish();
    }
}
