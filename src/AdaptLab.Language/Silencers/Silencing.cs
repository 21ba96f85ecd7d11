using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Silencers;

/// <summary>Leaves out what the author has said not to tell again, and tells of silencers that silence nothing.</summary>
public static class Silencing
{
    public static readonly DiagnosticRule UnusedRule = new("ADAPT2401", Severity.Hint, "Silencer without effect");

    /// <summary>What is only known once a run begins.</summary>
    private static readonly string[] KnownToRuns = ["ADAPT2309", "ADAPT2310", "ADAPT2311", "ADAPT2320"];

    /// <summary>What is only known once the base model has been asked about the examples.</summary>
    private static readonly string[] KnownToBase = ["ADAPT3027"];

    /// <param name="diagnostics">All that there is to say about the spec.</param>
    /// <param name="filesAreRead">Whether what the spec's files could yield is among them.</param>
    /// <param name="runIsKnown">Whether what a run could yield is among them.</param>
    /// <param name="examplesAreAudited">Whether what an audit of the examples could yield is among them.</param>
    /// <param name="baseIsAsked">Whether what the base model says of the examples is among them.</param>
    /// <returns>In the order of the text.</returns>
    public static ImmutableArray<Diagnostic> Apply(
        Compilation compilation, ImmutableArray<Diagnostic> diagnostics, bool filesAreRead, bool runIsKnown, bool examplesAreAudited = false, bool baseIsAsked = false)
    {
        var silencers = Silencer.In(compilation);
        if (silencers.IsEmpty)
            return Ordered(diagnostics);
        var lines = compilation.LineMap;
        var byLine = silencers.ToLookup(silencer => silencer.Line);
        var used = new HashSet<TextSpan>();
        var told = diagnostics.Where(diagnostic =>
        {
            // An error keeps the spec from running, whether or not it is shown.
            if (diagnostic.IsError)
                return true;
            var by = byLine[lines.Position(diagnostic.Span.Start).Line].Where(s => s.IsAbout(diagnostic)).SelectMany(s => s.Codes).Where(c => c.Code == diagnostic.Code).ToList();
            used.UnionWith(by.Select(code => code.Span));
            return by.Count == 0;
        }).ToList();
        return Ordered(told.Concat(silencers.SelectMany(silencer => Unused(compilation, silencer, silencer.Codes.Where(IsIdle).ToList(), diagnostics))));

        bool IsIdle(SilencedCode code) => !used.Contains(code.Span) && IsSettled(compilation, code.Code, filesAreRead, runIsKnown, examplesAreAudited, baseIsAsked);
    }

    private static ImmutableArray<Diagnostic> Ordered(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.OrderBy(d => d.Span.Start).ThenBy(d => d.Code, StringComparer.Ordinal)];

    private static IEnumerable<Diagnostic> Unused(
        Compilation compilation, Silencer silencer, List<SilencedCode> idle, ImmutableArray<Diagnostic> diagnostics)
    {
        if (silencer.Codes.IsEmpty)
        {
            yield return Hint(silencer.Comment, "This comment names no code to silence. Write it as: // adapt: allow ADAPT2017", RemoveComment(compilation.Text, silencer));
            yield break;
        }

        foreach (var code in idle)
        {
            var isError = diagnostics.Any(d => d.IsError && d.Code == code.Code && compilation.LineMap.Position(d.Span.Start).Line == silencer.Line);
            var message = isError
                ? $"{code.Code} is an error here, and errors cannot be silenced. Mend it."
                : $"There is no {code.Code} here to silence{(silencer.Row is null ? "" : " at a row that begins so")}. Remove it, so that it hides nothing later on.";
            yield return Hint(code.Span, message, idle.Count == silencer.Codes.Length ? RemoveComment(compilation.Text, silencer) : RemoveCode(silencer, code));
        }
    }

    /// <summary>Whether all is known that could yield the code: before, nobody can say that it is silenced in vain.</summary>
    private static bool IsSettled(Compilation compilation, string code, bool filesAreRead, bool runIsKnown, bool examplesAreAudited, bool baseIsAsked)
    {
        if (KnownToRuns.Contains(code))
            return false;
        if (code.StartsWith("ADAPT23", StringComparison.Ordinal))
            return filesAreRead;
        if (KnownToBase.Contains(code))
            return baseIsAsked;
        if (code.StartsWith("ADAPT3", StringComparison.Ordinal))
            return examplesAreAudited;
        if (code.StartsWith("ADAPT4", StringComparison.Ordinal))
            return runIsKnown;
        // Behind an error others may hide.
        return !compilation.HasErrors;
    }

    private static Diagnostic Hint(TextSpan span, string message, Fix fix) =>
        new(UnusedRule.Code, UnusedRule.Severity, message, span) { Tags = DiagnosticTags.Unnecessary, Fix = fix };

    /// <summary>With the line, if nothing else stands on it; else with the spaces before it.</summary>
    private static Fix RemoveComment(string text, Silencer silencer)
    {
        var (start, end) = (silencer.Comment.Start, silencer.Comment.End);
        while (start > 0 && text[start - 1] is ' ' or '\t')
            start--;
        if (start == 0 || text[start - 1] is '\n' or '\r')
        {
            if (end < text.Length && text[end] == '\r')
                end++;
            if (end < text.Length && text[end] == '\n')
                end++;
        }

        return Fix.Replace("Remove the silencer", TextSpan.FromBounds(start, end), "");
    }

    private static Fix RemoveCode(Silencer silencer, SilencedCode code)
    {
        var index = silencer.Codes.IndexOf(code);
        // The first goes with what parts it from the next one, any other with what parts it from the one before.
        var span = index == 0
            ? TextSpan.FromBounds(code.Span.Start, silencer.Codes[1].Span.Start)
            : TextSpan.FromBounds(silencer.Codes[index - 1].Span.End, code.Span.End);
        return Fix.Replace($"Do not silence {code.Code}", span, "");
    }
}
