using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <param name="Target">An address that begins with "https://", or a file as the spec writes it: relative to the spec's folder.</param>
public sealed record DocumentLink(TextSpan Span, string Target, string Tooltip);

/// <summary>Paths and names in a spec that lead somewhere.</summary>
public static class DocumentLinks
{
    public static ImmutableArray<DocumentLink> Of(SpecSnapshot snapshot) =>
        [.. snapshot.Compilation.Tree.Root.Declarations.Select(Of).OfType<DocumentLink>()];

    private static DocumentLink? Of(DeclarationSyntax declaration)
    {
        if (declaration.Path is { Token: { IsString: true, Value: string path } token } && path.Length > 0 && !IsPattern(path))
            return new DocumentLink(Inside(token), path, $"Open {path}");
        if (declaration.Value is CallSyntax { Name.Text: "huggingface" } call
            && call.Arguments.FirstOrDefault() is LiteralSyntax { Token: { IsString: true, Value: string model } name } && IsOnHub(model))
            return new DocumentLink(Inside(name), "https://huggingface.co/" + model, "Open the model's page on the hub");
        return null;
    }

    /// <summary>A pattern stands for many files.</summary>
    private static bool IsPattern(string path) => path.AsSpan().IndexOfAny("*?[{") >= 0;

    private static bool IsOnHub(string model) =>
        model.Length > 0 && char.IsAsciiLetterOrDigit(model[0]) && model.Count(c => c == '/') == 1
        && model.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.') && !model.Contains("..", StringComparison.Ordinal);

    /// <summary>Without the quotes.</summary>
    private static TextSpan Inside(SyntaxToken token) =>
        token is { Kind: TokenKind.String, Span.Length: > 2 } ? TextSpan.FromBounds(token.Span.Start + 1, token.Span.End - 1) : token.Span;
}
