namespace AdaptLab.Words;

/// <summary>Cuts a text into the words that <see cref="WordVectors"/> know.</summary>
public static class WordSplitter
{
    /// <summary>Marks that say something about a text as a whole: a question, a price, a hashtag.</summary>
    private const string Marks = "?!\"$%(:#@";

    /// <returns>In the text's order and in lower case: runs of letters (an apostrophe between two of them belongs to the word),
    /// numbers by their length alone ("&lt;year&gt;" for four digits, "&lt;num1&gt;", "&lt;num2&gt;", "&lt;num&gt;"), and a few marks.</returns>
    public static IEnumerable<string> Split(string text)
    {
        var lower = text.ToLowerInvariant();
        for (var i = 0; i < lower.Length;)
        {
            var from = i;
            if (char.IsLetter(lower[i]))
            {
                while (i < lower.Length && (char.IsLetter(lower[i]) || IsInner(lower, i))) i++;
                yield return lower[from..i];
            }
            else if (char.IsDigit(lower[i]))
            {
                while (i < lower.Length && char.IsDigit(lower[i])) i++;
                yield return (i - from) switch { 4 => "<year>", 1 => "<num1>", 2 => "<num2>", _ => "<num>" };
            }
            else
            {
                if (Marks.Contains(lower[i], StringComparison.Ordinal)) yield return lower[i].ToString();
                i++;
            }
        }
    }

    private static bool IsInner(string text, int i) => text[i] == '\'' && i + 1 < text.Length && char.IsLetter(text[i + 1]);
}
