using AdaptLab.Models.Rows;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Rows;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Tests;

public sealed class RowTrainingTests
{
    private static readonly RowTrainingOptions Options = new("", "", Seed: 1, Episodes: 16);

    // Places and verbs are told apart by the words that the tasks turn on, animals are noise.
    private static readonly WordVectors Vectors = WordVectors.Of(
        ["cat", "dog", "river", "garden", "kitchen", "harbour", "forest", "sees", "hears", "follows"],
        [.. Enumerable.Range(0, 10).SelectMany(word => Enumerable.Range(0, 10).Select(i => i == word ? (word < 2 ? 0.3f : 1f) : 0f))]);

    private static LabelledTask Task => TinyCorpus.Tasks.Labelled[0];

    [Fact]
    public void A_prompt_shows_no_row_that_it_asks_for_and_answers_with_its_labels()
    {
        var prompts = RowFit.Of(Task, Vectors, Options).Prompts;
        Assert.NotEmpty(prompts);
        Assert.All(prompts, prompt =>
        {
            Assert.DoesNotContain(prompt.Read.Query, prompt.Read.Rows.Select(row => row.Text));
            Assert.Subset(prompt.Names.ToHashSet(), prompt.Read.Rows.Select(row => row.Answer).Append(prompt.Right).ToHashSet());
        });
        // Both with the same rows for several texts and with others for each.
        Assert.Contains(prompts.Zip(prompts.Skip(1)), pair => pair.First.Read.Rows.SequenceEqual(pair.Second.Read.Rows));
        Assert.Contains(prompts, prompt => prompt.Read.Rows.Length == 4);
    }

    [Fact]
    public void The_search_finds_weights_with_which_right_answers_are_more_probable()
    {
        var reports = new List<string>();
        var start = new RowMemoryWeights(Penalty: 8, Overlap: 1, Label: 1, Strength: 0.5);
        var best = RowFit.Search([RowFit.Of(Task, Vectors, Options)], start, reports.Add, default);
        Assert.True(best.Strength > 2, $"{best}");
        Assert.StartsWith("100.0 % right, loss 0.0", reports[^1], StringComparison.Ordinal);
        Assert.Equal(best, RowFit.Search([RowFit.Of(Task, Vectors, Options)], start, null, default));
    }

    [Fact]
    public void One_collection_of_tasks_leaves_none_that_is_foreign_to_the_vectors()
    {
        using var folder = new TemporaryFolder();
        TinyCorpus.Write(folder);
        File.Delete(folder.File("tasks/verb_domain.jsonl"));
        var error = Assert.Throws<InvalidDataException>(() => RowTraining.Run(new RowTrainingOptions(folder.File("text"), folder.File("tasks"), 1), null, default));
        Assert.Contains("1 collection", error.Message, StringComparison.Ordinal);
    }
}
