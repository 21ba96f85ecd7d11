using AdaptLab.Language;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>Changes of a text as the client sends them: each of them is about the text that the one before has made.</summary>
internal static class TextChanges
{
    /// <param name="lines">Of the text before the first change.</param>
    public static string Apply(string text, LineMap lines, IReadOnlyList<ContentChange> changes, PositionEncoding encoding)
    {
        LineMap? known = lines;
        foreach (var change in changes)
        {
            if (change.Range is not { } range)
            {
                text = change.Text;
            }
            else
            {
                var span = new TextPositions(text, known ?? new LineMap(text), encoding).Span(range);
                text = string.Concat(text.AsSpan(0, span.Start), change.Text, text.AsSpan(span.End));
            }

            known = null;
        }

        return text;
    }
}
