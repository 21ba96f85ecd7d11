using System.Text;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Tests.Change;

/// <summary>A spec with the cursor (`$0`) or a range (`[|…|]`) written into it.</summary>
internal sealed record Edited(SpecSnapshot Snapshot, TextSpan Range)
{
    public const string Path = "/repo/specs/clauses.adapt";

    public int Offset => Range.Start;

    public string Text => Snapshot.Text;

    public static Edited Spec(string marked)
    {
        var text = new StringBuilder();
        var (start, end) = (0, 0);
        for (var i = 0; i < marked.Length; i++)
        {
            var rest = marked.AsSpan(i);
            if (rest.StartsWith("$0"))
                (start, end, i) = (text.Length, text.Length, i + 1);
            else if (rest.StartsWith("[|"))
                (start, i) = (text.Length, i + 1);
            else if (rest.StartsWith("|]"))
                (end, i) = (text.Length, i + 1);
            else
                text.Append(marked[i]);
        }

        return new Edited(Of(text.ToString()), TextSpan.FromBounds(start, Math.Max(start, end)));
    }

    public static SpecSnapshot Of(string text) => new(Path, Compilation.Parse(text, "specs"), null, null);

    /// <summary>The spec's text after the edits.</summary>
    public string After(IEnumerable<FileEdit> edits) =>
        edits.Where(e => e.Path is null).Aggregate(Text, (text, edit) => TextChanges.Apply(text, edit.Changes));

    public static IEnumerable<Diagnostic> Errors(string text) => Of(text).Compilation.Diagnostics.Where(d => d.IsError);
}
