using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;

namespace AdaptLab.Pretraining.Tests.Episodes;

public sealed class ClassRowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_batch_has_as_many_rows_as_asked_of_at_least_two_classes(int seed)
    {
        var sampler = new ClassRowSampler(TinyCorpus.Text, TinyCorpus.Tasks, TinyCorpus.Characters);
        var random = new Random(seed);
        for (var i = 0; i < 20; i++)
        {
            var batch = sampler.Next(random, 40);
            Assert.Equal((40, 40), (batch.Rows.Count, batch.Classes.Count));
            Assert.All(batch.Rows, row => Assert.InRange(row.Length, 1, batch.Length));
            Assert.All(batch.Rows, row => Assert.EndsWith("=>", TinyCorpus.Join(row), StringComparison.Ordinal));
            Assert.True(batch.Classes.Distinct().Count() >= 2);
        }
    }

    [Fact]
    public void Rows_of_a_class_are_of_one_label()
    {
        var labels = TinyCorpus.Tasks.Labelled.SelectMany(task => task.ByLabel.SelectMany(label => label.Texts.Select(text => (text, Label: task.Name + label.Label))))
            .ToLookup(pair => pair.text, pair => pair.Label, StringComparer.Ordinal);
        var sampler = new ClassRowSampler(TinyCorpus.Text, TinyCorpus.Tasks, TinyCorpus.Characters);
        var batch = Enumerable.Range(0, 50).Select(seed => sampler.Next(new Random(seed), 30))
            .First(batch => batch.Rows.All(row => labels.Contains(Text(row))));
        foreach (var rows in batch.Rows.Zip(batch.Classes).GroupBy(pair => pair.Second, pair => pair.First))
            Assert.Single(rows.Select(row => labels[Text(row)].Single()).Distinct());

        static string Text(int[] row) => TinyCorpus.Join(row)[..^" =>".Length];
    }

    [Fact]
    public void Tasks_of_one_family_share_their_weight()
    {
        Corpora(out var alone, out var together);
        var (one, three) = (TaskBalance.Weights(alone), TaskBalance.Weights(together));
        Assert.Equal(one[0], three[0] + three[1], 9);
        Assert.Equal(one[1], three[2], 9);
    }

    private static void Corpora(out LabelledTask[] alone, out LabelledTask[] together)
    {
        LabelledTask Task(string name) => new(name, Enumerable.Range(0, 40).Select(i => ($"text {i}", i % 2 == 0 ? "a" : "b")));
        alone = [Task("calls_a"), Task("law_x")];
        together = [Task("calls_a"), Task("calls_b"), Task("law_x")];
    }
}
