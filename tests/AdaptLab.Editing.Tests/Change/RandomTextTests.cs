using AdaptLab.Editing.Actions;
using AdaptLab.Editing.Formatting;
using AdaptLab.Editing.Rename;
using AdaptLab.Language;
using AdaptLab.Language.Formatting;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AdaptLab.Editing.Tests.Change;

public sealed class RandomTextTests
{
    private static readonly string[] Pieces =
    [
        "task t: classify", "model m = embedded(\"nano\")", "examples e", "examples f from \"f.jsonl\"", "eval", "strategy lora", "strategy rag wide", "compare",
        "labels:", "train:", "require:", "{", "}", "[", "]", "(", ")", ":", ",", "=>", "+", ".", ">= 80%", "a", "\"a b\"", "\"\"\"\n x\n \"\"\"", "8", "sweep(1, 2)",
        "// adapt: allow ADAPT2017", "// adapt: allow", "/*", "*/", "\"", "\r\n", "\n", "\n\n", "  ", "\uFEFF", "😀", "\uD800", "\0", "#", ";", "rank: 8", "folds: 2", "\"x\" => a\n",
    ];

    public static Arbitrary<string> Soup() => Gen.ListOf(Gen.Elements(Pieces)).Select(p => string.Concat(p)).ToArbitrary();

    public static Arbitrary<string[]> TwoNames() => Gen.ArrayOf(Gen.Elements(
        "a", "b-c", "two words", "3rd", "2024", "50ms", "\"quoted\"", "back\\slash", "é", "漢字", "😀", "true", "eval", "tab\there", "x => y", "//", ""), 2).ToArbitrary();

    [Property(Arbitrary = [typeof(RandomTextTests)], MaxTest = 400)]
    public void No_text_and_no_offset_makes_anything_throw(string text, int at)
    {
        var snapshot = Edited.Of(text) with { Results = Runs.Results(Runs.Of(20, new("lora", 15, 3), new("rag", 4, 12)), ("lora", "x")) };
        var offset = text.Length == 0 ? 0 : (at & int.MaxValue) % (text.Length + 1);
        var diagnostics = SpecDiagnostics.Of(snapshot);
        foreach (var action in CodeActions.At(snapshot, new TextSpan(offset, Math.Min(3, text.Length - offset)), diagnostics))
            TextChanges.Apply(text, action.Edits.Where(e => e.Path is null).SelectMany(e => e.Changes));
        Renaming.Prepare(snapshot, offset);
        Renaming.Apply(snapshot, offset, "x y", includeDataFiles: true, _ => text);
        Assert.Equal(Formatter.Format(snapshot.Compilation.Tree), TextChanges.Apply(text, RangeFormatting.Of(snapshot)));
        TextChanges.Apply(text, RangeFormatting.Of(snapshot, new TextSpan(offset, 0)));
        TextChanges.Apply(text, TypingFormatting.At(snapshot, offset, '\n'));
        TextChanges.Apply(text, TypingFormatting.At(snapshot, offset, '}'));
        foreach (var outside in new[] { -1, text.Length + 5 })
        {
            Renaming.Prepare(snapshot, outside);
            CodeActions.At(snapshot, new TextSpan(outside, 2), []);
            RangeFormatting.Of(snapshot, new TextSpan(outside, 2));
            TypingFormatting.At(snapshot, outside, '\n');
        }
    }

    [Property(Arbitrary = [typeof(RandomTextTests)], MaxTest = 200)]
    public bool A_label_keeps_its_rows_whatever_it_is_called_and_can_be_called_as_before(string[] names)
    {
        var (first, second) = (names[0].Trim(), names[1].Trim());
        var text = $"task t: classify {{ labels: [{SpecNames.Written("start")}, other] }}\nexamples e {{ \"x\" => start, \"y\" => other }}\neval {{ \"z\" => start }}\n";
        if (Renamed(text, "start", first) is not { } one)
            return first is "" or "other" || first.Any(char.IsControl);
        if (Renamed(one, first, second) is not { } two)
            return second is "" or "other" || second.Any(char.IsControl);
        return Labels(two).SequenceEqual([second, "other", second]) && Renamed(two, second, "start") == text;
    }

    [Property(Arbitrary = [typeof(RandomTextTests)], MaxTest = 200)]
    public bool A_data_file_renamed_there_and_back_is_as_it_was(string[] names)
    {
        const string spec = "task t: classify { labels: [start, other] }\nexamples e from \"e.jsonl\"\nexamples f from \"f.csv\"\neval { folds: 2 }\n";
        var files = new Dictionary<string, string>
        {
            ["e.jsonl"] = "{\"text\": \"é start\", \"label\": \"start\"}\r\n{\"label\":\"other\",\"text\":\"start\"}\n",
            ["f.csv"] = "text,label\n\"a, b\",\"start\"\nstart,other\n",
        };
        var name = names[0].Trim();
        var there = Renaming.Apply(Edited.Of(spec), spec.IndexOf("start", StringComparison.Ordinal), name, includeDataFiles: true, files.GetValueOrDefault);
        if (there.Problem is not null || there.Edits.IsEmpty)
            return true;
        var moved = files.ToDictionary(f => f.Key, f => TextChanges.Apply(f.Value, there.Edits.Single(e => e.Path == f.Key).Changes));
        var after = TextChanges.Apply(spec, there.Edits[0].Changes);
        var back = Renaming.Apply(Edited.Of(after), spec.IndexOf("start", StringComparison.Ordinal), "start", includeDataFiles: true, moved.GetValueOrDefault);
        return files.All(f => TextChanges.Apply(moved[f.Key], back.Edits.Single(e => e.Path == f.Key).Changes) == f.Value);
    }

    /// <summary>Null where the name is refused.</summary>
    private static string? Renamed(string text, string from, string to)
    {
        var offset = text.IndexOf($"[{SpecNames.Written(from)}", StringComparison.Ordinal) + 1;
        var result = Renaming.Apply(Edited.Of(text), offset, to);
        return result.Problem is not null ? null : result.Edits.IsEmpty ? text : TextChanges.Apply(text, result.Edits[0].Changes);
    }

    private static IEnumerable<string?> Labels(string text)
    {
        var spec = Compilation.Parse(text).Spec;
        return spec.Examples[0].Rows.Concat(spec.Eval.Rows).Select(row => row.Answer);
    }
}
