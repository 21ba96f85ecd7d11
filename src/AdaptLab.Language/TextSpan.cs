namespace AdaptLab.Language;

/// <summary>A half-open range of UTF-16 code units in a text.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static TextSpan FromBounds(int start, int end) => new(start, end - start);

    /// <summary>Whether the offset lies within the range or right after it, where a cursor still touches it.</summary>
    public bool Touches(int offset) => offset >= Start && offset <= End;

    public bool Contains(TextSpan other) => other.Start >= Start && other.End <= End;

    public override string ToString() => $"[{Start}..{End})";
}

/// <summary>Replaces a range of a text.</summary>
public readonly record struct TextEdit(TextSpan Span, string NewText);
