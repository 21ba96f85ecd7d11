using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Language;

namespace AdaptLab.Data.Tests;

/// <summary>Rows of tasks whose answers are written: `answer` and `extract`.</summary>
public sealed class WrittenRowTests : IDisposable
{
    private const string Answers = """
        task faq: answer { instruction: "Answer." }
        examples asked { "Who signs?" => "The line manager", "Who pays?" => "None" }
        strategy prompt

        """;

    private const string Fields = """
        task orders: extract { fields: { item: "What is ordered", date: "When" } }
        examples letters { "Two pumps by May." => { date: "May", item: "pumps" }, "Thanks!" => { } }
        strategy prompt

        """;

    private readonly SpecFolder _folder = new();

    [Fact]
    public async Task An_answer_row_has_one_value_and_none_stands_for_no_answer()
    {
        _folder.With("faq.csv", "q,answer\nWhere?,\" In Bath. \"\nWhen?,none\n");
        var data = await _folder.DataAsync(Answers + "eval from \"faq.csv\" { question: q }");
        Assert.Empty(data.Labels);
        Assert.Equal([["The line manager"], [null]], Values(data.Examples["asked"].Select(row => row.Values)));
        Assert.Equal([["In Bath."], [null]], Values(data.Rows.Select(row => row.Expected)));
        Assert.All(data.Rows, row => Assert.Equal(-1, row.Gold));
    }

    [Fact]
    public async Task An_extract_row_has_a_value_for_each_field_in_the_order_of_the_task()
    {
        _folder.With("orders.jsonl", """{"text":"Ten valves, please.","what":"valves"}""" + "\n" + """{"text":"Send it on Friday.","what":null,"date":"Friday"}""" + "\n");
        var data = await _folder.DataAsync(Fields + "eval from \"orders.jsonl\" { item: what }");
        Assert.Equal([["pumps", "May"], [null, null]], Values(data.Examples["letters"].Select(row => row.Values)));
        Assert.Equal([["valves", null], [null, "Friday"]], Values(data.Rows.Select(row => row.Expected)));
    }

    [Theory]
    [InlineData("question,answer\nWhere?,\n", "the answer is empty")]
    [InlineData("question,answer\n,Bath\n", "the question is empty")]
    public async Task An_answer_row_needs_both(string csv, string reason)
    {
        _folder.With("faq.csv", csv);
        var error = await _folder.ErrorAsync(Answers + "eval from \"faq.csv\"");
        Assert.Equal("ADAPT2304", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_is_no_column_is_named()
    {
        _folder.With("orders.csv", "text,item\nTen valves.,valves\n");
        var error = await _folder.ErrorAsync(Fields + "eval from \"orders.csv\"");
        Assert.Equal("ADAPT2303", error.Code);
        Assert.Contains("'date'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_is_one_value()
    {
        _folder.With("orders.jsonl", """{"text":"Ten valves.","item":["valves"],"date":"May"}""" + "\n");
        Assert.Contains("the item is not a single value", (await _folder.ErrorAsync(Fields + "eval from \"orders.jsonl\"")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_answer_of_an_example_is_another_result_and_one_of_an_eval_row_is_not()
    {
        var first = await KeyAsync(Fields + "eval { \"A pump.\" => { item: \"pump\" } }");
        Assert.Equal(first, await KeyAsync(Fields + "eval { \"A pump.\" => { item: \"A pump\" } }"));
        Assert.NotEqual(first, await KeyAsync(Fields.Replace("date: \"May\"", "date: \"by May\"", StringComparison.Ordinal) + "eval { \"A pump.\" => { item: \"pump\" } }"));
        Assert.NotEqual(first, await KeyAsync(Fields.Replace("\"When\"", "\"Day of delivery\"", StringComparison.Ordinal) + "eval { \"A pump.\" => { item: \"pump\" } }"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> KeyAsync(string text)
    {
        var spec = Compilation.Parse(text).Spec;
        var plan = Planner.Create(spec, await _folder.DataAsync(text), StrategyTraits.All, PlanOptions.Default).Plan!;
        return new UnitIdentities(plan, ModelFiles.Known(plan.Models, "")).Of(plan.Candidates[0], 0, 1).Key;
    }

    private static string?[][] Values(IEnumerable<ImmutableArray<string?>?> rows) => [.. rows.Select(values => values!.Value.ToArray())];
}
