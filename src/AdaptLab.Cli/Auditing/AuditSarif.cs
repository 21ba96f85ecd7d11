using AdaptLab.Audit;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Results.Store;

namespace AdaptLab.Cli.Auditing;

/// <summary>An audit as SARIF.</summary>
/// <remarks>A finding with a probability is left out: it moves with every row that is added elsewhere, and would come and go
/// in changes that have nothing to do with it.</remarks>
internal static class AuditSarif
{
    public static string Write(AuditedSpec spec) => SarifLog.Write(
        spec.File,
        ExampleAudit.Rules,
        [
            .. spec.Findings.Where(finding => finding.Probability is null).Select(finding => new SarifResult(finding.Diagnostic, Fingerprint(finding))),
            .. spec.Silenced.Where(finding => finding.Probability is null).Select(finding => new SarifResult(finding.Diagnostic, Fingerprint(finding), IsSilenced: true)),
        ]);

    /// <summary>Of what the finding is about, not of where it stands: a line added above makes no new finding.</summary>
    private static string Fingerprint(Finding finding)
    {
        using var hash = new ContentHash();
        hash.Add(finding.Diagnostic.Code);
        foreach (var row in finding.Rows)
            hash.Add(row.Set).Add(row.Text).Add(row.Answer);
        // One about a set or label is told from others of its kind by what it says up to the first figure.
        if (finding.Rows.IsEmpty)
            hash.Add(new string([.. finding.Diagnostic.Message.TakeWhile(c => !char.IsAsciiDigit(c))]));
        return hash.Finish();
    }
}
