using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Results;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Reporting;

/// <summary>The report for programs: every figure unrounded, then the run record itself, from which all of it can be computed anew.</summary>
public sealed class JsonReportWriter : IReportWriter
{
    private const int SchemaVersion = 1;

    public ImmutableArray<string> Extensions { get; } = [".json"];

    public string Write(Comparison comparison)
    {
        using var buffer = new MemoryStream();
        // The text is a file of its own, never part of a page: quotes and accents may stay legible.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteString("task", comparison.Record.Task);
            json.WriteString("metric", comparison.Metric);
            Array(json, "verdict", comparison.Verdict, json.WriteStringValue);
            if (comparison.Chance is { } chance)
            {
                Object(json, "chance", () =>
                {
                    json.WriteNumber("share", chance.Share);
                    json.WriteString("label", comparison.Record.Labels[chance.Label]);
                });
            }

            Array(json, "candidates", comparison.Ranked, candidate => Candidate(json, comparison, candidate));
            Array(json, "failed", comparison.Failed, failed => Item(json, () =>
            {
                json.WriteString("strategy", failed.Run.Strategy);
                json.WriteString("model", comparison.Record.ModelOf(failed.Run).Name);
                json.WriteString("trainingSet", failed.Run.TrainingSet);
                json.WriteString("reason", failed.Reason);
            }));
            Array(json, "pairs", comparison.Pairs, pair => Item(json, () =>
            {
                json.WriteString("better", pair.Better.Name);
                json.WriteString("worse", pair.Worse.Name);
                json.WriteNumber("difference", pair.Difference);
                json.WriteNumber("low", pair.Limits.Low);
                json.WriteNumber("high", pair.Limits.High);
                json.WriteNumber("p", pair.P);
                json.WriteNumber("rowP", pair.RowP);
                json.WriteString("outcome", pair.IsSignificant ? "better" : pair.IsTie ? "tie" : "unsure");
                json.WriteNumber("minimumDetectable", pair.MinimumDetectable);
                Number(json, "rowsNeeded", pair.RowsNeeded);
                if (pair.EquivalenceP is { } equivalence)
                    json.WriteNumber("equivalenceP", equivalence);
            }));
            Array(json, "advice", comparison.Advice, advice => Item(json, () =>
            {
                json.WriteString("text", advice.Text);
                json.WriteString("source", advice.Source);
            }));
            Array(json, "transfers", comparison.Transfers, transfer => Item(json, () =>
            {
                json.WriteString("candidate", transfer.Candidate.Name);
                json.WriteString("control", transfer.Control.Name);
                json.WriteBoolean("unadapted", transfer.Control.Run.IsUnadapted);
                json.WriteNumber("gain", transfer.Gain);
                json.WriteNumber("p", transfer.Pair.P);
                json.WriteBoolean("negative", transfer.IsNegative);
            }));
            Array(json, "forgetting", comparison.Forgettings, forgetting => Item(json, () =>
            {
                json.WriteString("candidate", forgetting.Candidate.Name);
                json.WriteNumber("skillsBefore", forgetting.SkillsBefore);
                json.WriteNumber("skillsAfter", forgetting.SkillsAfter);
                json.WriteNumber("skillsP", forgetting.SkillsP);
                json.WriteNumber("bitsPerByteBefore", forgetting.BitsBefore);
                json.WriteNumber("bitsPerByteAfter", forgetting.BitsAfter);
                json.WriteNumber("bitsP", forgetting.BitsP);
            }));
            Array(json, "breakEvens", comparison.BreakEvens, breakEven => Item(json, () =>
            {
                json.WriteString("prepared", breakEven.Prepared.Name);
                json.WriteString("ready", breakEven.Ready.Name);
                json.WriteNumber("requests", breakEven.Requests);
                json.WriteString("in", breakEven.IsInMoney ? "money" : "time");
            }));
            Array(json, "curves", comparison.Curves, curve => Item(json, () =>
            {
                json.WriteString("strategy", curve.Strategy);
                json.WriteString("trainingSet", curve.TrainingSet);
                json.WriteNumber("lastGain", curve.LastGain.Difference);
                json.WriteNumber("lastGainP", curve.LastGainP);
                Array(json, "points", curve.Points, point => Item(json, () =>
                {
                    json.WriteNumber("examples", point.Examples);
                    Interval(json, "score", point.Score);
                    Number(json, "spread", point.Spread);
                }));
            }));
            Array(json, "crossings", comparison.Crossings, crossing => Item(json, () =>
            {
                json.WriteString("strategy", crossing.Few.Strategy);
                json.WriteString("few", crossing.Few.TrainingSet);
                json.WriteString("many", crossing.Many.TrainingSet);
                // Beyond either end of the curve there is no number.
                Number(json, "examples", Within(crossing.Examples));
                Number(json, "low", Within(crossing.Low));
                Number(json, "high", Within(crossing.High));
                json.WriteString("sentence", crossing.Sentence);
            }));
            Array(json, "strategyCrossings", comparison.StrategyCrossings, crossing => Item(json, () =>
            {
                json.WriteString("trainingSet", crossing.Ahead.TrainingSet);
                json.WriteString("ahead", crossing.Ahead.Strategy);
                json.WriteString("overtaking", crossing.Overtaking.Strategy);
                json.WriteNumber("examples", crossing.Examples);
                Number(json, "low", Within(crossing.Low));
                Number(json, "high", Within(crossing.High));
                json.WriteString("sentence", crossing.Sentence);
            }));
            Array(json, "dominated", comparison.Dominations, domination => json.WriteStringValue(domination.Sentence));
            Array(json, "requirements", comparison.Record.Requirements, requirement => Item(json, () =>
            {
                json.WriteString("text", requirement.Text);
                json.WriteBoolean("met", requirement.Met);
                json.WriteString("explanation", requirement.Explanation);
            }));
            Array(json, "disagreedRows", comparison.DisagreedRows, row => json.WriteStringValue(comparison.Record.Rows[row].Id));
            Array(json, "rowsAllGetWrong", comparison.RowsAllGetWrong, row => json.WriteStringValue(comparison.Record.Rows[row].Id));
            json.WritePropertyName("record");
            json.WriteRawValue(RunRecordJson.Write(comparison.Record), skipInputValidation: true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Candidate(Utf8JsonWriter json, Comparison comparison, CandidateSummary candidate) => Item(json, () =>
    {
        json.WriteString("name", candidate.Name);
        json.WriteString("strategy", candidate.Run.Strategy);
        json.WriteString("model", comparison.Record.ModelOf(candidate.Run).Name);
        json.WriteString("trainingSet", candidate.Run.TrainingSet);
        json.WriteNumber("examples", candidate.Run.Examples);
        json.WriteString("verdict", comparison.Standing(candidate));
        Interval(json, "accuracy", candidate.Accuracy);
        Number(json, "accuracySpread", candidate.AccuracySpread);
        Interval(json, "score", candidate.Score);
        Object(json, "metrics", () =>
        {
            foreach (var metric in candidate.Metrics)
                json.WriteNumber(metric.Name, metric.Value);
        });
        json.WriteBoolean("aboveChance", candidate.IsAboveChance);
        Number(json, "p50Milliseconds", candidate.P50Milliseconds);
        Number(json, "p95Milliseconds", candidate.P95Milliseconds);
        if (candidate.LatencyFrom is { } from)
            json.WriteString("latencyFrom", from);
        json.WriteNumber("preparationSeconds", candidate.PreparationSeconds);
        if (candidate.PreparationTokens is { } prepared)
            json.WriteNumber("preparationTokens", prepared);
        json.WriteNumber("promptTokens", candidate.PromptTokens);
        if (candidate.Cost is { } cost)
            json.WriteNumber("costPerRequest", cost);
        if (candidate.PreparationCost is { } preparation)
            json.WriteNumber("preparationCost", preparation);
        json.WriteNumber("examplesLabelled", candidate.Labelled);
        json.WriteNumber("peakMemoryBytes", candidate.PeakMemoryBytes);
        Array(json, "labels", Enumerable.Range(0, comparison.Record.Labels.Length), label => Item(json, () =>
        {
            var scores = candidate.Confusion.Scores(label);
            json.WriteString("label", comparison.Record.Labels[label]);
            json.WriteNumber("rows", scores.Rows);
            Number(json, "precision", scores.Precision);
            Number(json, "recall", scores.Recall);
            Number(json, "f1", scores.F1);
        }));
    });

    private static double? Within(double examples) => examples == 0 || double.IsInfinity(examples) ? null : examples;

    private static void Interval(Utf8JsonWriter json, string name, Interval interval) => Object(json, name, () =>
    {
        json.WriteNumber("value", interval.Value);
        json.WriteNumber("low", interval.Low);
        json.WriteNumber("high", interval.High);
    });

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static void Object(Utf8JsonWriter json, string name, Action members)
    {
        json.WritePropertyName(name);
        Item(json, members);
    }

    private static void Item(Utf8JsonWriter json, Action members)
    {
        json.WriteStartObject();
        members();
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            write(item);
        json.WriteEndArray();
    }
}
