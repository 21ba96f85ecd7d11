using System.Text;

namespace AdaptLab.Language.Tests;

/// <summary>A text whose expected ranges are marked in it: `rank: [|0|]`.</summary>
internal sealed record Marked(string Text, IReadOnlyList<TextSpan> Spans)
{
    public static Marked Parse(string marked)
    {
        var text = new StringBuilder();
        var open = new Stack<int>();
        var spans = new List<TextSpan>();
        for (var i = 0; i < marked.Length; i++)
        {
            // In `[|[|]` the second bracket is the text that is marked.
            if (marked.AsSpan(i).StartsWith("[|") && !(open.Count > 0 && marked.AsSpan(i).StartsWith("[|]")))
            {
                open.Push(text.Length);
                i++;
            }
            else if (marked.AsSpan(i).StartsWith("|]"))
            {
                spans.Add(TextSpan.FromBounds(open.Pop(), text.Length));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        return new Marked(text.ToString(), spans);
    }
}
