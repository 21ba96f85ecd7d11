using System.Collections.Immutable;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Silencers;

namespace AdaptLab.Audit.Tests;

/// <summary>What is offered for a row, in the spec and in a data file.</summary>
public sealed class RowMendTests
{
    private const string Task = "task t: classify { labels: [weather, sport] }\neval { \"Hail is expected in the hills.\" => weather\n \"The striker scored twice.\" => sport }\n";

    [Fact]
    public async Task What_is_offered_for_a_row_of_a_data_file_names_its_columns()
    {
        var audited = await OfFileAsync("topic,body\nweather,Much rain fell.\nsport,She won.\nweather,Much rain fell.\nsport,She ran.\nsport,much rain fell\n");

        var repeat = Assert.Single(audited, diagnostic => diagnostic.Code == "ADAPT3003");
        Assert.Equal("Remove the repeated row (rows.csv:4)", repeat.Fix!.Title);
        Assert.Equal((new FilePlace("rows.csv", 4), new RowCell("body", "Much rain fell."), RowChange.Remove), (repeat.Fix.Rows[0].Row, repeat.Fix.Rows[0].Known, repeat.Fix.Rows[0].Change));
        var contradiction = audited.Last(diagnostic => diagnostic.Code == "ADAPT3001");
        Assert.Equal(["Change the label to 'weather' (rows.csv:6)", "Remove this row (rows.csv:6)"], contradiction.Choices.Select(choice => choice.Title));
        Assert.Equal([new RowCell("topic", "weather")], contradiction.Choices[0].Rows[0].Cells);
        Assert.All(contradiction.Choices, choice => Assert.Empty(choice.Edits));
    }

    [Fact]
    public async Task Rows_silenced_one_by_one_leave_their_places_in_the_list_to_others()
    {
        var rows = string.Concat(Enumerable.Repeat("weather,Much rain fell.\n", 25));
        var comment = "// adapt: allow ADAPT3003 at \"Much rain\" it rains a lot\n";
        var found = await OfFileAsync("topic,body\nsport,She won.\nsport,She ran.\nsport,She ran.\n" + rows, comment);

        Assert.Equal(["ADAPT3003"], found.Where(diagnostic => diagnostic.Code is "ADAPT3003" or "ADAPT2401").Select(diagnostic => diagnostic.Code));
        Assert.Equal("She ran.", found.Single(diagnostic => diagnostic.Code == "ADAPT3003").RowText);
    }

    [Theory]
    [InlineData("examples e {\n  \"{0}\" => weather // snow, too\n{1}}\n", "examples e {\n  \"{0}\" => weather // snow, too\n  {2}\n{1}}\n")]
    [InlineData("examples e { \"{0}\" => weather, {1} }\n", "examples e { \"{0}\" => weather, {2}, {1} }\n")]
    [InlineData("examples e {\n  \"{0}\" => weather, \"Wind.\" => weather\n{1}}\n", "examples e {\n  \"{0}\" => weather, {2}, \"Wind.\" => weather\n{1}}\n")]
    [InlineData("examples e {\n  \"{0}\" => weather,\n{1}}\n", "examples e {\n  \"{0}\" => weather,\n  {2},\n{1}}\n")]
    public async Task A_second_example_is_put_beside_one_that_the_base_has_another_opinion_about(string before, string after)
    {
        const string text = "The race was called off for snow.", second = $"\"{text} [change what decides until this is 'sport', and remove this note]\" => sport";
        string[] known = [.. Enumerable.Range(0, 24).Select(i => $"Known row number {i}.")];
        var separator = before.Contains('\n') && !before.StartsWith("examples e { ", StringComparison.Ordinal) ? "\n" : ", ";
        var rows = string.Join(separator, known.Select((row, i) => $"\"{row}\" => {(i % 2 == 0 ? "weather" : "sport")}")) + (separator == "\n" ? "\n" : "");
        var compilation = Compilation.Parse(Task + Filled(before, ""));
        Assert.DoesNotContain(compilation.Diagnostics, diagnostic => diagnostic.IsError);
        var reading = await SpecData.ReadAsync(compilation, Path.Combine(Path.GetTempPath(), "t.adapt"), CancellationToken.None);
        var opinions = new BaseOpinions("a base", known.Select((row, i) => (row, i % 2 == 0 ? Sure(0) : Sure(1))).Append((text, Sure(1))).ToImmutableDictionary(row => row.Item1, row => row.Item2));

        var found = Assert.Single(ExampleAudit.Run(compilation, reading, new FeatureCache(), opinions).Diagnostics(), diagnostic => diagnostic.Code == "ADAPT3027");

        Assert.Equal(["Change the label to 'sport'", "Add a second example beside it that is 'sport'"], found.Choices.Select(choice => choice.Title));
        var mended = new Audited(compilation, []).Mended(found.Choices[1]);
        Assert.Equal(Task + Filled(after, second), mended);
        Assert.DoesNotContain(Compilation.Parse(mended).Diagnostics, diagnostic => diagnostic.IsError);

        string Filled(string form, string added) =>
            form.Replace("{0}", text, StringComparison.Ordinal).Replace("{1}", rows, StringComparison.Ordinal).Replace("{2}", added, StringComparison.Ordinal);

        static ImmutableArray<float> Sure(int label) => label == 0 ? [0.95f, 0.05f] : [0.05f, 0.95f];
    }

    private static async Task<ImmutableArray<Diagnostic>> OfFileAsync(string rows, string comment = "")
    {
        var folder = Directory.CreateTempSubdirectory("audited");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rows.csv"), rows);
            var compilation = Compilation.Parse(Task + comment + "examples e from \"rows.csv\" { text: body, label: topic }\n");
            var reading = await SpecData.ReadAsync(compilation, Path.Combine(folder.FullName, "t.adapt"), CancellationToken.None);
            Assert.NotNull(reading.Data);
            return Silencing.Apply(compilation, ExampleAudit.Run(compilation, reading, new FeatureCache()).Diagnostics(), filesAreRead: true, runIsKnown: false, examplesAreAudited: true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
