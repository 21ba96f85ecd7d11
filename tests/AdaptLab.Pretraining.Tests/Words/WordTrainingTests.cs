using AdaptLab.Pretraining.Episodes;
using AdaptLab.Pretraining.Words;

namespace AdaptLab.Pretraining.Tests.Words;

public sealed class WordTrainingTests
{
    [Fact]
    public void A_vocabulary_holds_the_most_frequent_words_and_leaves_the_others_out()
    {
        var vocabulary = WordVocabulary.Count(["b a a", "a c b"], 2);
        Assert.Equal(["a", "b"], vocabulary.Words);
        Assert.Equal([3L, 2L], vocabulary.Counts);
        Assert.Equal([1, 0, 0], vocabulary.Encode("B c A, a"));
        Assert.True(vocabulary.Weights()[0] < vocabulary.Weights()[1]);
    }

    /// <summary>Words that stand in the same places: here, drinks after "drink" and animals after "feed".</summary>
    [Fact]
    public void Words_with_the_same_neighbours_get_near_vectors()
    {
        string[] drinks = ["tea", "milk", "juice", "water"], animals = ["dog", "cat", "horse", "goat"];
        var texts = Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? $"we drink hot {drinks[i / 2 % 4]} daily" : $"they feed their {animals[i / 2 % 4]} outside").ToArray();
        var vocabulary = WordVocabulary.Count(texts, 100);
        var vectors = new BagOfWordsTraining(vocabulary, 8, 3, seed: 1, frequent: 1).Run([.. texts.Select(vocabulary.Encode)], epochs: 60, report: null, default);
        float Similarity(string one, string other)
        {
            var (a, b) = (Row(one), Row(other));
            return System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(a, b);
        }

        float[] Row(string word) => vectors[(vocabulary.Encode(word)[0] * 8)..(vocabulary.Encode(word)[0] * 8 + 8)];
        Assert.True(Similarity("tea", "milk") > Similarity("tea", "dog") + 0.2, $"{Similarity("tea", "milk")} against {Similarity("tea", "dog")}");
        Assert.True(Similarity("cat", "horse") > Similarity("cat", "juice") + 0.2, $"{Similarity("cat", "horse")} against {Similarity("cat", "juice")}");
    }

    /// <summary>A step of a size that goes to nothing lowers the loss by the squared length of the gradient, so steps that are
    /// not along the gradient are found out.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Steps_of_contrast_lower_their_loss(bool ofPairs)
    {
        var random = new Random(3);
        int[][] texts = [[0, 1], [2, 3, 3], [4], [5, 1], [6, 7], [8, 2]];
        var vectors = Enumerable.Range(0, 9 * 6).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var contrast = new WordContrast(vectors, [.. Enumerable.Repeat(1f, 9)]);
        SimilarPair[] pairs = [new(texts[0], texts[1], -1), new(texts[2], texts[3], 7), new(texts[4], texts[5], 7)];
        var rows = new ClassBatch(texts, [0, 0, 1, 1, 2, 2], 3);
        double Learn(float rate) => ofPairs ? contrast.LearnPairs(pairs, rate) : contrast.LearnClasses(rows, rate);
        var last = Learn(0.01f);
        for (var step = 0; step < 60; step++)
        {
            var loss = Learn(0.01f);
            Assert.True(loss <= last + 1e-4, $"{loss} after {last}");
            last = loss;
        }

        Assert.True(last < (ofPairs ? 0.1 : 1.2), $"{last}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_vectors_of_length_one()
    {
        using var folder = new TemporaryFolder();
        TinyCorpus.Write(folder);
        var options = new WordTrainingOptions(folder.File("text"), folder.File("tasks"), Seed: 1) { Words = 60, Dimensions = 8, Epochs = 1, Steps = 3, Rows = 12 };
        var (first, second) = (WordTraining.Run(options, null, default), WordTraining.Run(options, null, default));
        Assert.Equal(first.Words, second.Words);
        Assert.Equal(first.Embed("the cat sees a river"), second.Embed("the cat sees a river"));
        Assert.NotEqual(first.Embed("cat"), WordTraining.Run(options with { Seed = 2 }, null, default).Embed("cat"));
    }
}
