using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Episodes;

namespace AdaptLab.Pretraining.Tests.Episodes;

public sealed class SimilarPairTests
{
    // So many that a batch may draw from two labelled tasks.
    private const int Count = 80;

    private static readonly SimilarPairSampler Sampler = new(TinyCorpus.Text, TinyCorpus.Tasks, TinyCorpus.Characters);
    private static readonly SimilarPair[][] Batches = [.. Enumerable.Range(0, 30).Select(seed => Sampler.Next(new Random(seed), Count))];

    [Fact]
    public void The_seed_decides_the_pairs()
    {
        var again = Sampler.Next(new Random(4), Count);
        Assert.Equal(Batches[4].SelectMany(pair => pair.A.Concat(pair.B)), again.SelectMany(pair => pair.A.Concat(pair.B)));
        Assert.Equal(Batches[4].Select(pair => pair.Group), again.Select(pair => pair.Group));
    }

    [Fact]
    public void Texts_are_requests_of_limited_length() => Assert.All(Batches, batch =>
    {
        Assert.Equal(Count, batch.Length);
        Assert.All(batch.SelectMany(pair => new[] { pair.A, pair.B }), ids =>
        {
            Assert.InRange(ids.Length, PromptLayout.Arrow.Length + 1, SimilarPairSampler.LongestRequest);
            Assert.EndsWith(PromptLayout.Arrow, TinyCorpus.Join(ids), StringComparison.Ordinal);
        });
    });

    [Fact]
    public void Pairs_are_of_one_group_where_they_are_of_one_label()
    {
        var labels = TinyCorpus.Tasks.Labelled
            .SelectMany(task => task.ByLabel.SelectMany(group => group.Texts.Select(text => (text, Label: (task.Name, group.Label)))))
            .ToDictionary(row => row.text, row => row.Label, StringComparer.Ordinal);
        foreach (var batch in Batches)
        {
            var grouped = batch.Where(pair => pair.Group >= 0).ToArray();
            Assert.Equal(24, grouped.Length);
            var labelOfGroup = new Dictionary<int, (string, string)>();
            foreach (var pair in grouped)
            {
                var (a, b) = (labels[Text(pair.A)], labels[Text(pair.B)]);
                Assert.Equal(a, b);
                Assert.NotEqual(pair.A, pair.B);
                Assert.True(labelOfGroup.TryAdd(pair.Group, a) || labelOfGroup[pair.Group] == a);
            }

            Assert.Equal(labelOfGroup.Count, labelOfGroup.Values.Distinct().Count());
        }
    }

    [Fact]
    public void Pairs_of_no_group_are_of_one_document_or_one_meaning()
    {
        var documents = TinyCorpus.Text.Sources.SelectMany(source => source.Lines).Select(line => Sentences.Split(line).Select(Cut).ToArray()).ToArray();
        var meanings = TinyCorpus.Tasks.Pairs.SelectMany(task => task.Rows).Where(row => row.Label == "entailment").Select(row => (Cut(row.A), Cut(row.B)))
            .Concat(TinyCorpus.Tasks.Questions.SelectMany(task => task.Rows).Select(row => (Cut($"{row.Question} {row.Answer}"), Cut(row.Text))))
            .ToHashSet();
        foreach (var pair in Batches.SelectMany(batch => batch).Where(pair => pair.Group < 0))
        {
            var (a, b) = (Text(pair.A), Text(pair.B));
            Assert.True(meanings.Contains((a, b)) || documents.Any(sentences => sentences.Contains(a) && sentences.Contains(b)), $"{a} / {b}");
        }
    }

    private static string Text(int[] ids) => TinyCorpus.Join(ids[..^PromptLayout.Arrow.Length]);

    private static string Cut(string text) => text[..Math.Min(text.Length, SimilarPairSampler.LongestRequest - PromptLayout.Arrow.Length)];
}
