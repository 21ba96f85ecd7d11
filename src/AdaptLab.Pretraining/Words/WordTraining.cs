using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Words;

/// <param name="Words">The most words that get a vector.</param>
/// <param name="Dimensions">Numbers in a vector.</param>
/// <param name="Epochs">How often the running text is read.</param>
/// <param name="Steps">Of contrast, afterwards.</param>
/// <param name="Rows">Texts, or pairs of texts, of such a step.</param>
public sealed record WordTrainingOptions(
    string TextFolder, string TaskFolder, int Seed, int Words = 30_000, int Dimensions = 128, int Epochs = 2, int Reach = 6, int Steps = 1500, int Rows = 384);

/// <summary>How the word vectors that ship are made: first from what stands beside each word, then from which texts belong together.</summary>
public static class WordTraining
{
    private const int ShortestDocument = 4;

    /// <exception cref="InvalidDataException">There is no text.</exception>
    public static WordVectors Run(WordTrainingOptions options, Action<string>? report, CancellationToken cancellation) =>
        Run(TextCorpus.Load(options.TextFolder), TaskCorpus.Load(options.TaskFolder), options, report, cancellation);

    /// <summary>The same from texts and tasks that are read already: those of the options' folders are not.</summary>
    internal static WordVectors Run(TextCorpus text, TaskCorpus tasks, WordTrainingOptions options, Action<string>? report, CancellationToken cancellation)
    {
        var vocabulary = WordVocabulary.Count(Texts(text, tasks), options.Words);
        var documents = Texts(text, tasks).Select(vocabulary.Encode).Where(ids => ids.Length >= ShortestDocument).ToArray();
        if (documents.Length == 0)
            throw new InvalidDataException($"There is no text to read: running text is a document a line (*.txt or *.txt.xz), of {ShortestDocument} words or more.");
        report?.Invoke($"{vocabulary.Words.Count:N0} words, {documents.Length:N0} texts of {documents.Sum(ids => (long)ids.Length) / 1e6:F1} million words");

        var vectors = new BagOfWordsTraining(vocabulary, options.Dimensions, options.Reach, options.Seed).Run(
            documents, options.Epochs, (read, loss) => report?.Invoke($"{read / 1e6:F0} million words read, loss {loss:F3}"), cancellation);
        var weights = vocabulary.Weights();
        new WordContrast(vectors, weights).Run(
            new SimilarPairSampler(text, tasks, vocabulary.Encode), new ClassRowSampler(text, tasks, vocabulary.Encode),
            options.Steps, options.Rows, options.Seed,
            (step, pairs, classes) => report?.Invoke($"step {step}, loss of pairs {pairs:F3}, of classes {classes:F3}"), cancellation);

        // How much a word counts goes into its length.
        for (var i = 0; i < vectors.Length; i++) vectors[i] *= weights[i / options.Dimensions];
        return WordVectors.Of(vocabulary.Words, vectors);
    }

    private static IEnumerable<string> Texts(TextCorpus text, TaskCorpus tasks) =>
    [
        .. text.Sources.SelectMany(source => source.Lines),
        .. tasks.Labelled.SelectMany(task => task.ByLabel).SelectMany(label => label.Texts),
        .. tasks.Pairs.SelectMany(task => task.Rows).Select(row => $"{row.A} {row.B}"),
        .. tasks.Questions.SelectMany(task => task.Rows.DistinctBy(row => row.Text)).Select(row => $"{row.Question} {row.Text}"),
    ];
}
