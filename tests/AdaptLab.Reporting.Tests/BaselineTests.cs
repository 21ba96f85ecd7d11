using System.Runtime.CompilerServices;
using AdaptLab.Results;
using AdaptLab.Results.Tests;

namespace AdaptLab.Reporting.Tests;

/// <summary>The reports of one invented run, kept beside this file: read them to see what a change does to them.</summary>
public class BaselineTests
{
    private static readonly RunRecord Record = SyntheticRun.Of(
        60,
        3,
        new Wanted("prompt", 0.6, 12) { Tokens = 310, Detail = "shots 8" },
        new Wanted("lora", 0.82, 3.2) { Tokens = 38, Preparation = 31, Detail = "10 epochs, best at 6" },
        new Wanted("rag", 0.7, 14) { Tokens = 241, Preparation = 0.6, Detail = "index 21 examples, 64 chunks" },
        new Wanted("lora", 0.72, 3.2) { Tokens = 38, Preparation = 118, Detail = "10 epochs, best at 9", TrainingSet = "contractors", Examples = 240 },
        new Wanted("rag", 0.7, 14) { TrainingSet = "contractors", Examples = 240, Failure = "The index could not be opened." })
        with
        {
            Requirements =
            [
                new RequirementOutcome("lora.accuracy >= 60%", true, "lora on expert: 89.6 % [77.2–95.6]"),
                new RequirementOutcome("best.latency.p95 <= 3ms", false, "lora on expert: 4 ms"),
            ],
            Notes = ["1 row of data/contractors.jsonl could not be read and was left out."],
        };

    [Theory]
    [InlineData("report.md")]
    [InlineData("report.html")]
    [InlineData("report.json")]
    [InlineData("report.xml")]
    public void Reports_are_as_they_were(string name)
    {
        var text = ReportWriters.ForPath(name).Writer!.Write(Comparison.Of(Record));
        var path = Path.Combine(Folder(), "Baselines", name);
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1" || !File.Exists(path))
        {
            var isNew = !File.Exists(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            Assert.False(isNew, $"{path} was missing and has been written: look at it, then run the tests again.");
            return;
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
