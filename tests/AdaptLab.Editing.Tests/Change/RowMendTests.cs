using System.Collections.Immutable;
using AdaptLab.Editing.Actions;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Tests.Change;

/// <summary>What is done to rows of data files: to the row that was meant, and to nothing else.</summary>
public sealed class RowMendTests
{
    private const string Lines = "{\"id\": 1, \"text\": \"It räins 🌧.\", \"label\": \"sun\"}\r\n\r\n  {\"label\": 1, \"text\": \"Dry.\" }\r\n{\"text\":\"Last.\",\"label\":\"sun\"}";
    private const string Table = "label;note;text\n\"a;b\";;\"It \"\"räins\"\" 🌧,\nall day.\"\nsun;x;Dry.\nsun;;Last.";

    public static TheoryData<string, string, int, string, RowChange, string, string> Mends { get; } = new()
    {
        { "e.jsonl", Lines, 1, "It räins 🌧.", RowChange.Set, "label=fog", Lines.Replace("🌧.\", \"label\": \"sun\"", "🌧.\", \"label\": \"fog\"", StringComparison.Ordinal) },
        { "e.jsonl", Lines, 1, "It räins 🌧.", RowChange.Set, "label=say \"é\"", Lines.Replace("🌧.\", \"label\": \"sun\"", "🌧.\", \"label\": \"say \\\"é\\\"\"", StringComparison.Ordinal) },
        // A number stays one, unless the new label is none.
        { "e.jsonl", Lines, 3, "Dry.", RowChange.Set, "label=2", Lines.Replace("\"label\": 1,", "\"label\": 2,", StringComparison.Ordinal) },
        { "e.jsonl", Lines, 3, "Dry.", RowChange.Set, "label=fog", Lines.Replace("\"label\": 1,", "\"label\": \"fog\",", StringComparison.Ordinal) },
        { "e.jsonl", Lines, 3, "Dry.", RowChange.Remove, "", Lines.Replace("  {\"label\": 1, \"text\": \"Dry.\" }\r\n", "", StringComparison.Ordinal) },
        { "e.jsonl", Lines, 4, "Last.", RowChange.Remove, "", Lines[..Lines.LastIndexOf('{')] },
        { "e.jsonl", Lines, 1, "It räins 🌧.", RowChange.AddAfter, "text=It \\ é.|label=fog", Lines.Insert(Lines.IndexOf('\r', StringComparison.Ordinal), "\r\n{\"text\": \"It \\\\ é.\", \"label\": \"fog\"}") },
        { "e.jsonl", Lines, 4, "Last.", RowChange.AddAfter, "text=New.|label=fog", Lines + "\r\n{\"text\": \"New.\", \"label\": \"fog\"}" },
        { "e.ndjson", "\uFEFF" + Lines, 1, "It räins 🌧.", RowChange.Remove, "", "\uFEFF" + Lines[(Lines.IndexOf('\n', StringComparison.Ordinal) + 1)..] },
        { "e.csv", Table, 2, "It \"räins\" 🌧,\nall day.", RowChange.Set, "label=c", Table.Replace("\"a;b\"", "\"c\"", StringComparison.Ordinal) },
        { "e.csv", Table, 4, "Dry.", RowChange.Set, "label=a;b", Table.Replace("sun;x", "\"a;b\";x", StringComparison.Ordinal) },
        { "e.csv", Table, 2, "It \"räins\" 🌧,\nall day.", RowChange.Remove, "", Table.Replace("\"a;b\";;\"It \"\"räins\"\" 🌧,\nall day.\"\n", "", StringComparison.Ordinal) },
        { "e.csv", Table, 4, "Dry.", RowChange.AddAfter, "text=Wet; \"very\".|label=a", Table.Replace("x;Dry.\n", "x;Dry.\na;;\"Wet; \"\"very\"\".\"\n", StringComparison.Ordinal) },
        { "e.csv", Table, 5, "Last.", RowChange.AddAfter, "text=Wet|label=a", Table + "\na;;Wet" },
        { "e.tsv", "text\tlabel\na, b, c\tsun\r\n", 2, "a, b, c", RowChange.Set, "label=x\ty", "text\tlabel\na, b, c\t\"x\ty\"\r\n" },
    };

    [Theory]
    [MemberData(nameof(Mends))]
    public void Nothing_but_the_row_is_touched(string path, string text, int line, string row, RowChange change, string cells, string after)
    {
        var edit = Assert.Single(Assert.Single(Offered(new RowMend(new FilePlace(path, line), new RowCell("text", row), change, Cells(cells)), text)).Edits);

        Assert.Equal(path, edit.Path);
        Assert.Equal(after, TextChanges.Apply(text, edit.Changes));
    }

    [Theory]
    [InlineData("e.jsonl", 3, "Wet.")]
    [InlineData("e.jsonl", 2, "")]
    [InlineData("e.jsonl", 9, "Dry.")]
    [InlineData("e.csv", 3, "Dry.")]
    [InlineData("e.csv", 4, "Wet.")]
    [InlineData("e.parquet", 3, "Dry.")]
    [InlineData("gone.jsonl", 3, "Dry.")]
    public void Where_another_row_stands_by_now_no_mend_is_offered(string path, int line, string row) =>
        Assert.Empty(Offered(new RowMend(new FilePlace(path, line), new RowCell("text", row), RowChange.Remove), path == "gone.jsonl" ? null : path == "e.csv" ? Table : Lines));

    [Fact]
    public void Rows_of_a_file_are_mended_together_and_spec_and_file_each_by_themselves()
    {
        var edited = Edited.Spec("task t: classify { labels: [a, b] }\nexamples e from \"e.jsonl$0\"\neval { folds: 2 }\n");
        var at = edited.Range with { Length = 0 };
        var snapshot = edited.Snapshot with { Audit = [Repeated(at, 1, "It räins 🌧."), Repeated(at, 3, "Dry."), Repeated(at, 4, "Moved.")] };

        var all = Assert.Single(CodeActions.At(snapshot, at, SpecDiagnostics.Of(snapshot), _ => Lines), action => action.Title.StartsWith("Mend all", StringComparison.Ordinal));

        Assert.Equal("Mend all 2 of ADAPT3003 in e.jsonl", all.Title);
        Assert.Equal("\r\n{\"text\":\"Last.\",\"label\":\"sun\"}", TextChanges.Apply(Lines, Assert.Single(all.Edits).Changes));
    }

    [Fact]
    public void A_row_of_a_file_is_silenced_by_how_it_begins_and_another_is_not()
    {
        var edited = Edited.Spec("task t: classify { labels: [a, b] }\n  examples e from \"e.jsonl$0\"\neval { folds: 2 }\n");
        var at = edited.Range with { Length = 0 };
        ImmutableArray<Diagnostic> told = [Repeated(at, 1, "It \"räins\"\nand rains and rains and rains and rains and rains and rains."), Repeated(at, 3, "Dry.")];
        var silence = Assert.Single(CodeActions.AtRow(edited.Snapshot with { Audit = told }, [told[0]], _ => null));

        Assert.Equal("Silence ADAPT3003 at e.jsonl:1", silence.Title);
        var silenced = edited.After(silence.Edits);
        Assert.Contains("\n  // adapt: allow ADAPT3003 at \"It \\\"räins\\\"\\nand rains and rains and rains and rains and rains\"\n  examples e", silenced, StringComparison.Ordinal);
        var place = new TextSpan(silenced.IndexOf("e.jsonl", StringComparison.Ordinal), 0);
        Assert.Equal("Dry.", Assert.Single(SpecDiagnostics.Of(Edited.Of(silenced) with { Audit = [.. told.Select(diagnostic => diagnostic with { Span = place })] })).RowText);
        // Once the row is another, the silencer says so.
        Assert.Equal(["ADAPT2401", "ADAPT3003"], SpecDiagnostics.Of(Edited.Of(silenced) with { Audit = [told[1] with { Span = place }] }).Select(diagnostic => diagnostic.Code).Order());
    }

    private static ImmutableArray<CodeAction> Offered(RowMend mend, string? text)
    {
        Diagnostic diagnostic = new("ADAPT3013", Severity.Information, "Which?", default) { Choices = [new Fix("Do it", []) { Rows = [mend] }] };
        return CodeActions.AtRow(Edited.Of(""), [diagnostic], path => path == mend.Row.Path ? text : null);
    }

    private static Diagnostic Repeated(TextSpan at, int line, string text) => new("ADAPT3003", Severity.Information, "Twice.", at)
    {
        File = new FilePlace("e.jsonl", line),
        RowText = text,
        Fix = new Fix($"Remove {line}", []) { Rows = [new RowMend(new FilePlace("e.jsonl", line), new RowCell("text", text), RowChange.Remove)] },
    };

    private static RowCell[] Cells(string cells) => cells.Length == 0 ? [] : [.. cells.Split('|').Select(cell => cell.Split('=')).Select(cell => new RowCell(cell[0], cell[1]))];
}
