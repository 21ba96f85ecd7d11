namespace AdaptLab.Retrieval;

/// <summary>A passage of a document, word for word as it stands there.</summary>
/// <param name="Start">Where it begins in the document's text, in UTF-16 code units; it ends after <paramref name="Text"/>'s length.</param>
/// <param name="FirstLine">From 1.</param>
/// <param name="Heading">The headings it stands under, outermost first: "Leases › Notice"; null under none.</param>
public sealed record Chunk(string Path, string Text, int Start, int FirstLine, int LastLine, string? Heading)
{
    public int End => Start + Text.Length;
}
