using System.Globalization;
using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>What a reader needs to judge the figures and to repeat them.</summary>
internal static class RunSection
{
    public static void Write(StringBuilder report, Comparison comparison)
    {
        var record = comparison.Record;
        if (!record.Notes.IsEmpty)
        {
            report.Append("## Notes\n\n");
            foreach (var note in record.Notes)
                report.Append($"- {MarkdownText.Inline(note)}\n");
            report.Append('\n');
        }

        report.Append("## How it was run\n\n").Append(Candidates(comparison)).Append('\n');
        foreach (var (name, value) in Facts(record))
            report.Append($"- {name}: {MarkdownText.Inline(value)}\n");
        report.Append('\n').Append(Method(comparison));
    }

    private static MarkdownTable Candidates(Comparison comparison)
    {
        var table = new MarkdownTable(("strategy", false), ("trained on", false), ("seeds", false), ("what it did", false), ("peak memory", true));
        foreach (var run in comparison.Ranked.Select(candidate => candidate.Run).Concat(comparison.Failed.Select(failed => failed.Run)))
            table.Add(
                MarkdownText.Inline(run.Strategy),
                MarkdownText.Inline(run.TrainingSet),
                run.Seeds.IsEmpty ? Figures.None : string.Join(", ", run.Seeds.Select(seed => seed.Seed.ToString(CultureInfo.InvariantCulture))),
                run.Detail.Length > 0 ? MarkdownText.Inline(run.Detail) : run.Failure is null ? Figures.None : "did not run to its end",
                Figures.Bytes(run.Seeds.Select(seed => seed.PeakMemoryBytes).DefaultIfEmpty().Max()));
        return table;
    }

    private static IEnumerable<(string Name, string Value)> Facts(RunRecord record) =>
    [
        ("spec", $"{record.SpecPath}, SHA-256 {record.SpecHash}"),
        .. record.Models.Select(model => ("model", Model(model))),
        .. record.Candidates.Select(run => run.Embedder).OfType<ModelInfo>().Distinct().Select(embedder => ("embedder", Model(embedder))),
        ("metric", record.Metric),
        ("started", record.Started.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) + $", took {Figures.Duration(record.DurationSeconds)}"),
        ("machine", $"{record.Machine.Processor}, {Figures.Count(record.Machine.Cores, "core")}, {record.Machine.OperatingSystem}"),
        ("versions", $"adaptlab {record.Machine.ToolVersion}, {record.Machine.Runtime}"),
    ];

    private static string Capital(string title) => char.ToUpperInvariant(title[0]) + title[1..];

    private static string Model(ModelInfo model) =>
        $"{model.Name} ({model.Provider}){(model.Window > 0 ? $", window {Figures.Count(model.Window)} tokens" : "")}, SHA-256 {model.Hash}";

    private static string Method(Comparison comparison)
    {
        var seeds = comparison.Record.Seeds == 1
            ? "One seed ran: how far another seed would differ is unknown, and claims are about this run."
            : $"{Capital(comparison.Metric)} is the mean over seeds; intervals and p values count the spread over seeds as well as the rows. Of a pair's p values the larger one counts: that over rows, and that of the test of Behrens and Fisher over rows and seeds, for which no spread is taken to be smaller than that of all candidates on average.";
        var rows = (comparison.Sampling.HasGroups
                ? $"The rows form {Figures.Count(comparison.Sampling.Count)} groups, whose rows stand or fall together: intervals and tests are over the groups. "
                : "")
            + (comparison.Sampling.Folds is { } folds
                ? $"The rows are the examples, held out {(folds >= comparison.Sampling.Rows ? "one by one" : $"in {Figures.Count(folds)} folds")}: models of different folds learn from much the same examples, and intervals and tests are widened for it (Nadeau and Bengio 2003). "
                : "");
        var test = comparison.CountsRows
            ? $"{Capital(comparison.Metric)} has Wilson's 95 % interval. Two candidates are compared row by row with McNemar's exact test (with several seeds, by how far their mean correctness on each row differs)"
            : $"{Capital(comparison.Metric)} has a bootstrap interval over rows. Two candidates are compared "
                + (comparison.Metric == "token F1" ? "by how far their scores on each row differ, with a sign-flip test" : "by a paired bootstrap over the same rows");
        return $"{test}; p values are Holm-corrected over all pairs of candidates. {seeds} {rows}"
            + "“Can only tell” names the smallest difference that this procedure finds four times in five. "
            + (comparison.Chance is null ? "" : "Chance is what always answering the most frequent label of the eval rows would reach. ")
            + (comparison.Record.IsWritten ? "Answers are compared as SQuAD does it: case, articles and punctuation do not count. " : "")
            + "Latency is that of one request at a time after warm-up; tokens are what the model reads for a request.\n";
    }
}
