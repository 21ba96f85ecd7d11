using System.Collections.Immutable;
using System.Text;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests;

/// <summary>A spec with the cursor (`$0`) and ranges (`[|…|]`) written into it.</summary>
internal sealed record Fixture(SpecSnapshot Snapshot, int Offset, ImmutableArray<TextSpan> Spans)
{
    public string Text => Snapshot.Text;

    public static Fixture Of(string marked)
    {
        var text = new StringBuilder();
        var (offset, open, spans) = (0, new Stack<int>(), ImmutableArray.CreateBuilder<TextSpan>());
        for (var i = 0; i < marked.Length; i++)
        {
            var rest = marked.AsSpan(i);
            if (rest.StartsWith("$0"))
                (offset, i) = (text.Length, i + 1);
            else if (rest.StartsWith("[|"))
                (_, i) = (Push(open, text.Length), i + 1);
            else if (rest.StartsWith("|]"))
                (_, i) = (Add(spans, TextSpan.FromBounds(open.Pop(), text.Length)), i + 1);
            else
                text.Append(marked[i]);
        }

        return new Fixture(Spec(text.ToString()), offset, spans.ToImmutable());

        static int Push(Stack<int> stack, int at)
        {
            stack.Push(at);
            return at;
        }

        static TextSpan Add(ImmutableArray<TextSpan>.Builder spans, TextSpan span)
        {
            spans.Add(span);
            return span;
        }
    }

    public static SpecSnapshot Spec(string text) => new("/repo/specs/clauses.adapt", Compilation.Parse(text, "specs"), null, null);

    public Fixture With(SpecResults? results = null, SpecDataReading? data = null) =>
        this with { Snapshot = Snapshot with { Results = results ?? Snapshot.Results, Data = data ?? Snapshot.Data } };

    public Fixture With(RunState run) => this with { Snapshot = Snapshot with { Run = run } };

    /// <summary>The text in the order found, for messages that can be read.</summary>
    public string[] Words(IEnumerable<TextSpan> spans) => [.. spans.Select(span => Text.Substring(span.Start, span.Length))];
}
