using System.Collections.Immutable;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;

namespace AdaptLab.Pretraining.Tests.Episodes;

public sealed class FieldRowTests
{
    private static readonly string[] Cities = ["Oslo", "Lima", "Quito", "Turin", "Perth"];

    private static readonly TaskCorpus Bookings = new([], [], [new QuestionTask("bookings",
    [
        .. Enumerable.Range(0, 150).SelectMany(i => new[]
        {
            ($"{2 + i} seats to {Cities[i % 5]}", "What is the to city in the text?", Cities[i % 5]),
            ($"{2 + i} seats to {Cities[i % 5]}", "What is the seats in the text?", $"{2 + i}"),
        }),
    ])]);

    [Fact]
    public void A_row_answers_with_the_fields_that_were_announced_in_the_layout_of_the_product()
    {
        var sampler = new FieldRows(Bookings, TinyCorpus.Characters);
        var read = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var text = TinyCorpus.Join(sampler.Next(new Random(seed), 500).Ids);
            var lines = text.Split('\n');
            ImmutableArray<string> names = [.. lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..])];
            Assert.NotEmpty(names);
            foreach (var line in lines.Where(line => line.Contains(" => ", StringComparison.Ordinal)))
            {
                var (request, answer) = (line.Split(" => ")[0], line.Split(" => ")[1]);
                var values = FieldLine.Read(answer, names);
                Assert.NotNull(values);
                Assert.All(values.Value.OfType<string>(), value => Assert.Contains(value, request, StringComparison.Ordinal));
                read++;
            }
        }

        Assert.True(read > 100);
    }

    [Fact]
    public void A_corpus_without_such_tasks_has_none() => Assert.False(new FieldRows(TinyCorpus.Tasks, TinyCorpus.Characters).Any);
}
