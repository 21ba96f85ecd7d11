namespace AdaptLab.Audit.Tests;

/// <summary>Checks that are about a set, a label or a strategy as a whole.</summary>
public sealed class SetCheckTests
{
    private const string Spec = """
        task topics: classify {
          labels: {
            sport:   "Matches and races"
            weather: "Rain, wind and sun"
            cooking: "Preparing food"
          }
        }
        examples a {
          "She won the race."    => sport
          "It rained all night." => weather
        }
        eval {
          "Fry the onions."      => cooking
          "The keeper was hurt." => sport
        }
        strategy prompt { shots: 2 }
        """;

    [Fact]
    public async Task A_label_without_examples_is_told_at_the_label_with_how_many_eval_rows_have_it()
    {
        var audited = await Audited.OfAsync(Spec);

        var found = Assert.Single(audited.Of("ADAPT3007"));
        Assert.Equal("cooking", audited.At(found));
        Assert.Contains("0 examples in a", found.Message, StringComparison.Ordinal);
        Assert.Contains("1 eval row of 2 has it", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_that_another_joined_set_has_is_not_without_examples()
    {
        var joined = Spec + "\nexamples b {\n  \"Stir the soup.\" => cooking\n}\ncompare { train: [a + b] }\n";

        Assert.Empty((await Audited.OfAsync(joined)).Of("ADAPT3007"));
    }

    [Fact]
    public async Task Fewer_shots_than_labels_are_told_and_the_fix_shows_as_many()
    {
        var audited = await Audited.OfAsync(Spec);

        var found = Assert.Single(audited.Of("ADAPT3009"));
        Assert.Contains("at least 1 labels are missing", found.Message, StringComparison.Ordinal);
        var mended = audited.Mended(found.Fix!);
        Assert.Contains("shots: 3", mended, StringComparison.Ordinal);
        Assert.Empty((await Audited.OfAsync(mended)).Of("ADAPT3009"));
    }

    [Fact]
    public async Task First_shots_are_looked_at_one_by_one()
    {
        var rows = string.Concat(Enumerable.Range(0, 4).Select(i => $"  \"Runner {i} won again.\" => sport\n"));
        var audited = await Audited.OfAsync("task t: classify { labels: [sport, weather] }\nexamples a {\n" + rows + "  \"It rained.\" => weather\n}\neval { \"Snow fell.\" => weather }\nstrategy prompt { shots: 4, select: first }\n");

        Assert.Contains("lack 1 of 2 labels (weather)", Assert.Single(audited.Of("ADAPT3009")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_sentence_with_other_names_and_numbers_is_one_finding()
    {
        var rows = string.Concat(new[] { "Leeds", "York", "Bath", "Hull" }.Select((town, i) => $"  \"The match in {town} drew {i}700 people to the ground.\" => sport\n"));
        var audited = await Audited.OfAsync("task t: classify { labels: [sport, weather] }\nexamples a {\n" + rows + "  \"It rained.\" => weather\n}\neval { \"Snow fell.\" => weather }\nstrategy prompt { shots: 0 }\n");

        var found = Assert.Single(audited.Of("ADAPT3016"));
        Assert.StartsWith("4 examples of 'sport'", found.Message, StringComparison.Ordinal);
        Assert.Empty((await Audited.OfAsync(audited.Mended(Assert.Single(found.Choices)))).Of("ADAPT3016"));
    }
}
