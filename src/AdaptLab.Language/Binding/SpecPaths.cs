using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>Paths in a spec: with forward slashes, relative to the spec's file, never out of the workspace.</summary>
public static class SpecPaths
{
    /// <summary>Whether a path, seen from the spec's folder within the workspace, leads out of the workspace at any point.</summary>
    public static bool LeavesWorkspace(string path, string folder)
    {
        var depth = folder.Split('/').Count(IsFolder);
        foreach (var part in path.Split('/'))
        {
            depth += part == ".." ? -1 : IsFolder(part) ? 1 : 0;
            if (depth < 0)
                return true;
        }

        return false;

        static bool IsFolder(string part) => part.Length > 0 && part != ".";
    }

    /// <summary>The path in the token, or null if it cannot be used (reported).</summary>
    internal static string? Check(BindingContext context, SyntaxToken token)
    {
        var path = (string)token.Value!;
        var reason = path switch
        {
            _ when string.IsNullOrWhiteSpace(path) => "It is empty.",
            _ when path.Contains("://", StringComparison.Ordinal) => "It is an address; data is read from files only.",
            _ when path.Any(char.IsControl) => "It holds a control character.",
            _ when path[0] is '/' or '~' || (path.Length > 1 && path[1] == ':') => "Write it relative to the spec file, so that the spec works on every machine.",
            _ when path.Contains('\\', StringComparison.Ordinal) => "Write '/' between folders, so that the spec works on every system.",
            _ when LeavesWorkspace(path, context.Folder) => "It leads out of the workspace.",
            _ => null,
        };
        if (reason is null)
            return path;
        var fix = reason.StartsWith("Write '/'", StringComparison.Ordinal)
            ? Fix.Replace("Write '/'", token.Span, Quote.Literal(path.Replace('\\', '/')))
            : null;
        context.Report(PropertyDiagnostics.BadPath(token.Span, path, reason, fix));
        return null;
    }

    /// <summary>As <see cref="Check"/>, for a file of rows: one file, of a format that can be read.</summary>
    internal static string? CheckDataFile(BindingContext context, SyntaxToken token)
    {
        if (Check(context, token) is not { } path)
            return null;
        if (path.AsSpan().IndexOfAny('*', '?') >= 0)
        {
            context.Report(PropertyDiagnostics.BadPath(token.Span, path, "A pattern may stand in 'documents' only; rows are read from one file."));
            return null;
        }

        ImmutableArray<string> formats = DataProperties.Formats;
        if (formats.Any(f => path.EndsWith(f, StringComparison.OrdinalIgnoreCase)))
            return path;
        context.Report(PropertyDiagnostics.UnknownFormat(token.Span, path, formats));
        return null;
    }
}
