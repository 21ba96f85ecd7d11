using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Cli.Files;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Cli.Auditing;

/// <summary>Remove and compare: a spec beside the audited one that trains on each doubtful set as it is, without the rows that
/// the audit names, and without as many rows drawn at random, several times. Whether those rows harm is then for `compare` to say.</summary>
internal static class RemovalSpec
{
    /// <summary>What doubts that a row says the right thing. What is known from eval rows (ADAPT3014) is not among it: it would be judged by what it was chosen by.</summary>
    public static readonly ImmutableArray<string> Codes = ["ADAPT3001", "ADAPT3013"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where it cannot be written, why: one line.</summary>
    /// <param name="target">The spec to write, in the folder of the audited one, so that the paths in it hold.</param>
    public static string? Problem(SpecFile file, string target) =>
        !target.EndsWith(".adapt", StringComparison.OrdinalIgnoreCase) ? "the name must end in .adapt."
        : Path.GetDirectoryName(Path.GetFullPath(target)) != Path.GetDirectoryName(file.FullPath) ? $"it must lie beside {file.Path}, for the paths in it start from there."
        : Path.GetFullPath(target) == file.FullPath ? "this is the spec that is audited. Name another file."
        // Somebody may have written it by hand.
        : File.Exists(target) || Directory.Exists(FolderOf(target)) ? $"it or the folder \"{FolderOf(target)}\" is there already. Name another file, or delete both."
        : null;

    /// <summary>The files to write, the spec first; none where the audit names no row.</summary>
    /// <param name="doubtful">So many examples more are left out: those whose labels are doubted most, whether or not the audit names them.</param>
    /// <param name="draws">How many times as many rows are drawn at random.</param>
    /// <param name="seed">Of the draws.</param>
    public static ImmutableArray<(string Path, string Text)> Files(AuditedSpec spec, string target, IReadOnlyCollection<string> codes, int doubtful, int draws, int seed)
    {
        var named = spec.Findings.Where(finding => codes.Contains(finding.Diagnostic.Code, StringComparer.OrdinalIgnoreCase) && finding.Rows is [{ IsEval: false }, ..])
            .Select(finding => finding.Rows[0]).Concat(spec.Result.Doubts.Take(doubtful).Select(doubt => doubt.Row)).ToLookup(row => row.Set);
        var folder = Path.GetFileName(FolderOf(target));
        var declarations = new StringBuilder();
        var train = new List<string>();
        var files = ImmutableArray.CreateBuilder<(string, string)>();
        var random = new Random(seed);
        foreach (var set in spec.Result.Rows.Where(row => !row.IsEval).GroupBy(row => row.Set))
        {
            var rows = set.ToArray();
            var numbers = named[set.Key].Select(row => row.Number).ToHashSet();
            if (numbers.Count == 0)
                continue;
            train.Add(set.Key);
            Add($"{set.Key}-kept", $"without the {numbers.Count} of {rows.Length} rows that the audit doubts", rows.Where(row => !numbers.Contains(row.Number)));
            for (var draw = 1; draw <= draws; draw++)
            {
                var drawn = rows.ToArray();
                random.Shuffle(drawn);
                var left = drawn[..numbers.Count].Select(row => row.Number).ToHashSet();
                Add($"{set.Key}-random-{draw}", $"without {numbers.Count} rows drawn at random", rows.Where(row => !left.Contains(row.Number)));
            }
        }

        if (files.Count > 0)
            files.Insert(0, (target, Retrained(spec.File.Compilation.Text, train) + declarations));
        return files.ToImmutable();

        void Add(string name, string comment, IEnumerable<Audit.AuditedRow> kept)
        {
            train.Add(name);
            declarations.Append($"\n// {comment}\nexamples {name} from {SpecNames.Literal($"{folder}/{name}.jsonl")} {{ text: \"text\", label: \"label\"{(spec.Result.Rows.Any(row => row.Source.Group is not null) ? ", group: \"group\"" : "")} }}\n");
            var lines = kept.Select(row => JsonSerializer.Serialize(Line(row), Readable) + "\n");
            files.Add((Path.Combine(FolderOf(target), $"{name}.jsonl"), string.Concat(lines)));
        }
    }

    /// <summary>Where the rows of its sets go.</summary>
    private static string FolderOf(string target) => Path.Combine(Path.GetDirectoryName(target) ?? "", Path.GetFileNameWithoutExtension(target));

    private static Dictionary<string, string> Line(Audit.AuditedRow row)
    {
        var line = new Dictionary<string, string> { ["text"] = row.Text, ["label"] = row.Answer };
        if (row.Source.Group is { } group)
            line["group"] = group;
        return line;
    }

    /// <summary>The spec's text with other training sets, and without curves: a point of each for every set would take hours.</summary>
    private static string Retrained(string text, List<string> train)
    {
        foreach (var name in (string[])["curve", "curveOf"])
        {
            if (Compare(text)?.Block?.Property(name) is not { } property) continue;
            var gone = Removal.Of(property);
            text = text.Remove(gone.Start, gone.Length);
        }

        text = text.TrimEnd() + "\n";
        var value = $"[{string.Join(", ", train)}]";
        if (Compare(text) is not { } compare)
            return $"{text}\ncompare {{ train: {value} }}\n";
        var edit = compare.Block?.Property("train")?.Value is { } given ? new TextEdit(given.Span, value) : Insertion.Property(compare, "train", value);
        return edit is { } made ? string.Concat(text.AsSpan(0, made.Span.Start), made.NewText, text.AsSpan(made.Span.End)) : text;
    }

    private static DeclarationSyntax? Compare(string text) =>
        SyntaxTree.Parse(text).Root.Declarations.FirstOrDefault(declaration => declaration.Keyword.Text == "compare");
}
