using System.Collections.Immutable;
using AdaptLab.Audit;
using AdaptLab.Audit.Similarity;
using AdaptLab.Cli.Auditing;
using AdaptLab.Data;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Silencers;

namespace AdaptLab.Cli.Files;

/// <summary>A spec, and what is doubtful about its examples.</summary>
/// <param name="Findings">Without those that the author has silenced.</param>
/// <param name="Silenced">These.</param>
/// <param name="Problems">Errors for which there was no audit; silencers that silence nothing.</param>
internal sealed record AuditedSpec(
    SpecFile File, AuditResult Result, ImmutableArray<Finding> Findings, ImmutableArray<Finding> Silenced, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>Why the base model has not been asked, though it should; one line.</summary>
    public string? Unasked { get; private init; }

    public bool HasErrors => Problems.Any(problem => problem.IsError);

    /// <param name="asksModel">Whether the base model is asked about the examples, too.</param>
    public static async Task<AuditedSpec> ReadAsync(SpecFile file, bool asksModel, CancellationToken cancellation)
    {
        var compilation = file.Compilation;
        // What does not parse means something else than what was written: its files are not worth a word yet.
        var reading = compilation.Tree.Diagnostics.IsEmpty ? await SpecData.ReadAsync(compilation, file.FullPath, cancellation) : new SpecDataReading(null, []);
        ImmutableArray<Diagnostic> known = [.. compilation.Diagnostics, .. reading.Diagnostics];
        if (known.Any(diagnostic => diagnostic.IsError))
            return new AuditedSpec(file, AuditResult.Nothing, [], [], [.. known.Where(diagnostic => diagnostic.IsError)]);

        var (opinions, unasked) = asksModel ? await BaseModel.AskAsync(file, reading, cancellation) : default;
        var result = ExampleAudit.Run(compilation, reading, new FeatureCache(), opinions, cancellation);
        var told = Silencing.Apply(
            compilation, [.. known, .. result.Findings.Select(finding => finding.Diagnostic)], filesAreRead: true, runIsKnown: false, examplesAreAudited: true, baseIsAsked: opinions is not null);
        var shown = told.ToHashSet(ReferenceEqualityComparer.Instance);
        var findings = result.Findings.ToLookup(finding => shown.Contains(finding.Diagnostic));
        return new AuditedSpec(file, result, [.. findings[true]], [.. findings[false]], [.. told.Where(diagnostic => diagnostic.Code == Silencing.UnusedRule.Code)]) { Unasked = unasked };
    }
}
