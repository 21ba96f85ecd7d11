using System.Collections.Immutable;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Audit.Tests;

/// <summary>A spec and what its audit finds.</summary>
internal sealed record Audited(Compilation Compilation, ImmutableArray<Diagnostic> Diagnostics)
{
    public static async Task<Audited> OfAsync(string spec)
    {
        var compilation = Compilation.Parse(spec);
        Assert.DoesNotContain(compilation.Diagnostics, diagnostic => diagnostic.IsError);
        var reading = await SpecData.ReadAsync(compilation, Path.Combine(Path.GetTempPath(), "audited.adapt"), CancellationToken.None);
        Assert.NotNull(reading.Data);
        return new Audited(compilation, ExampleAudit.Run(compilation, reading, new FeatureCache()).Diagnostics());
    }

    public IEnumerable<Diagnostic> Of(string code) => Diagnostics.Where(diagnostic => diagnostic.Code == code);

    /// <summary>What a diagnostic points at.</summary>
    public string At(Diagnostic diagnostic) => Compilation.Text.Substring(diagnostic.Span.Start, diagnostic.Span.Length);

    /// <summary>The text with a fix made.</summary>
    public string Mended(Fix fix)
    {
        var text = Compilation.Text;
        foreach (var edit in fix.Edits.OrderByDescending(edit => edit.Span.Start))
            text = string.Concat(text.AsSpan(0, edit.Span.Start), edit.NewText, text.AsSpan(edit.Span.End));
        return text;
    }
}
