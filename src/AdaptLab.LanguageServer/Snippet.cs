using System.Text;

namespace AdaptLab.LanguageServer;

/// <summary>Snippets, for clients that take none.</summary>
internal static class Snippet
{
    /// <summary>The text with every place filled in as it is proposed: `${1:name}` by its name, `${1|a,b|}` by the first choice.</summary>
    public static string Plain(string snippet)
    {
        var plain = new StringBuilder(snippet.Length);
        for (var i = 0; i < snippet.Length; i++)
        {
            if (snippet[i] == '\\' && i + 1 < snippet.Length)
            {
                plain.Append(snippet[++i]);
            }
            else if (snippet[i] == '$' && i + 1 < snippet.Length && char.IsAsciiDigit(snippet[i + 1]))
            {
                while (i + 1 < snippet.Length && char.IsAsciiDigit(snippet[i + 1]))
                    i++;
            }
            else if (snippet[i] == '$' && i + 1 < snippet.Length && snippet[i + 1] == '{' && End(snippet, i + 2) is var end and > 0)
            {
                plain.Append(Proposed(snippet[(i + 2)..end]));
                i = end;
            }
            else
            {
                plain.Append(snippet[i]);
            }
        }

        return plain.ToString();
    }

    private static string Proposed(string place)
    {
        var digits = 0;
        while (digits < place.Length && char.IsAsciiDigit(place[digits]))
            digits++;
        var rest = place[digits..];
        return rest.StartsWith(':') ? Plain(rest[1..])
            : rest.StartsWith('|') ? rest[1..].Split(',', '|')[0]
            : "";
    }

    private static int End(string snippet, int start)
    {
        var depth = 1;
        for (var i = start; i < snippet.Length; i++)
        {
            if (snippet[i] == '\\')
                i++;
            else if (snippet[i] == '{')
                depth++;
            else if (snippet[i] == '}' && --depth == 0)
                return i;
        }

        return -1;
    }
}
