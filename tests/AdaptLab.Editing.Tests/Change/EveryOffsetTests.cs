using AdaptLab.Editing.Actions;
using AdaptLab.Editing.Formatting;
using AdaptLab.Editing.Rename;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Tests.Change;

/// <summary>Whatever is asked anywhere: nothing throws, and what is offered can be done without harm.</summary>
public sealed class EveryOffsetTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_action_offered_anywhere_leaves_no_more_errors(string name)
    {
        var snapshot = await Samples.ReadAsync(name);
        var diagnostics = SpecDiagnostics.Of(snapshot);
        var errors = Errors(snapshot, snapshot.Text);
        var tried = new HashSet<string>(StringComparer.Ordinal);
        for (var offset = 0; offset <= snapshot.Text.Length; offset++)
        {
            foreach (var action in CodeActions.At(snapshot, new TextSpan(offset, 0), diagnostics.Where(d => d.Span.Touches(offset))))
            {
                Assert.All(action.Edits.Where(e => e.Path is null).SelectMany(e => e.Changes), c => Assert.InRange(c.Span.End, c.Span.Start, snapshot.Text.Length));
                var after = action.Edits.Where(e => e.Path is null).Aggregate(snapshot.Text, (text, edit) => TextChanges.Apply(text, edit.Changes));
                if (!tried.Add(after))
                    continue;
                Assert.True(Errors(snapshot, after) <= errors, $"'{action.Title}' at {snapshot.Compilation.LineMap.Position(offset)} leads to\n{after}");
                // What files and rows yield (ADAPT23xx) is not read anew here.
                if (action is { IsPreferred: true, Diagnostic: { File: null, Code: not "ADAPT2401" } mended } && !mended.Code.StartsWith("ADAPT23", StringComparison.Ordinal))
                    Assert.True(Count(snapshot, after, mended) < Count(snapshot, snapshot.Text, mended), $"'{action.Title}' does not mend {mended.Code}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_renamed_there_and_back_is_as_it_was(string name)
    {
        var snapshot = await Samples.ReadAsync(name);
        var (errors, done) = (Errors(snapshot, snapshot.Text), new HashSet<TextSpan>());
        for (var offset = 0; offset <= snapshot.Text.Length; offset++)
        {
            if (Renaming.Prepare(snapshot, offset) is not { } target || !done.Add(target.Span))
                continue;
            var there = Renaming.Apply(snapshot, offset, "renamed-thing");
            Assert.True(there.Problem is null, $"{target}: {there.Problem}");
            var after = TextChanges.Apply(snapshot.Text, there.Edits[0].Changes);
            Assert.True(Errors(snapshot, after) <= errors, after);
            var at = there.Edits[0].Changes[0].Span.Start;
            // Where a name is declared twice by mistake, the other declaration has it now.
            if (errors > 0)
                continue;
            var back = Renaming.Apply(snapshot with { Compilation = snapshot.Compilation.WithText(after) }, at, target.Name);
            Assert.True(back.Problem is null, $"{target} and back: {back.Problem}");
            var again = TextChanges.Apply(after, back.Edits[0].Changes);
            // A field's column stays spelt out, though it has the field's name again.
            Assert.True(again == snapshot.Text || (target.Kind == SymbolKind.Field && Columns(snapshot, again).SequenceEqual(Columns(snapshot, snapshot.Text))), again);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Formatting_as_one_types_keeps_what_the_text_says(string name)
    {
        var snapshot = await Samples.ReadAsync(name);
        var words = Words(snapshot.Text);
        for (var offset = 0; offset <= snapshot.Text.Length; offset++)
        {
            foreach (var typed in "\n}")
                Assert.Equal(words, Words(TextChanges.Apply(snapshot.Text, TypingFormatting.At(snapshot, offset, typed))));
        }
    }

    private static IEnumerable<(string, string)> Columns(SpecSnapshot snapshot, string text)
    {
        var spec = snapshot.Compilation.WithText(text).Spec;
        return spec.Examples.Select(e => e.File).Append(spec.Eval.File).OfType<DataFile>().SelectMany(f => f.Columns.OrderBy(c => c.Key).Select(c => (c.Key, c.Value)));
    }

    private static int Errors(SpecSnapshot snapshot, string text) => snapshot.Compilation.WithText(text).Diagnostics.Count(d => d.IsError);

    private static int Count(SpecSnapshot snapshot, string text, Diagnostic diagnostic) =>
        snapshot.Compilation.WithText(text).Diagnostics.Count(d => d.Code == diagnostic.Code);

    private static string Words(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != ','));
}
