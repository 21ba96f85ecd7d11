using System.Globalization;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>A number with a unit: the same in other words, and what it is for.</summary>
internal static class NumberHover
{
    public static string? Markdown(SpecSnapshot snapshot, SyntaxToken token)
    {
        var schema = Cursor.PropertyOf(snapshot, token)?.Schema;
        var parts = new[]
        {
            Words(token, schema),
            RequirementHover.Outcome(snapshot, token.Span),
            schema is { Type: not PropertyType.Requirement } ? PropertyHover.Markdown(schema) : null,
        }.OfType<string>().ToArray();
        return parts.Length == 0 ? null : string.Join("\n\n", parts);
    }

    private static string? Words(SyntaxToken token, PropertySchema? schema) => (token.Kind, token.Value) switch
    {
        (TokenKind.Percent, double share) => $"**{Number(share * 100)} %**, a share of {Number(share)}",
        (TokenKind.Duration, >= 60_000.0 and var ms) => $"**{Number(ms / 1000)} seconds** or {Number(ms / 60_000)} minutes",
        (TokenKind.Duration, >= 1000.0 and var ms) => $"**{Number(ms / 1000)} seconds** or {Number(ms)} milliseconds",
        (TokenKind.Duration, double ms) => $"**{Number(ms)} milliseconds**",
        (TokenKind.Number, double count) when schema?.Unit is { } unit => $"**{Number(count)} {unit}**",
        (TokenKind.Number, double share) when schema?.Type == PropertyType.Share => $"**{Number(share * 100)} %**",
        _ => null,
    };

    private static string Number(double value) => Math.Round(value, 6).ToString("#,0.######", CultureInfo.InvariantCulture);
}
