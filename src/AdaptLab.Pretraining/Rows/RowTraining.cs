using AdaptLab.Models.Rows;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Pretraining.Words;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Rows;

/// <param name="Episodes">Of each task.</param>
public sealed record RowTrainingOptions(string TextFolder, string TaskFolder, int Seed, int Episodes = 8);

/// <summary>How nano's <see cref="RowMemory"/> is trained: four numbers, by the probability that right answers get from rows alone.</summary>
/// <remarks>
/// Word vectors and network have learned which rows of the training tasks belong together, and would be trusted too much, each of them:
/// on a task that nobody has seen they know less. So vectors are made anew for each half of the tasks, without it, the four numbers are
/// fitted to the half that is foreign to the vectors, and the network is not asked. What is fitted to one set of vectors holds for another
/// made in the same way; a metric over their dimensions would not.
/// </remarks>
public static class RowTraining
{
    private const int Halves = 2;

    /// <summary>Where the search begins.</summary>
    private static readonly RowMemoryWeights Start = new(Penalty: 1, Overlap: 1, Label: 1, Strength: 8);

    /// <exception cref="InvalidDataException">Fewer than two collections of labelled tasks.</exception>
    public static RowMemoryWeights Run(RowTrainingOptions options, Action<string>? report, CancellationToken cancellation)
    {
        var (text, tasks) = (TextCorpus.Load(options.TextFolder), TaskCorpus.Load(options.TaskFolder));
        var families = tasks.Labelled.Select(TaskBalance.Family).Distinct(StringComparer.Ordinal).ToList();
        if (families.Count < Halves)
            throw new InvalidDataException($"There are labelled tasks of {families.Count} collection(s); it takes {Halves}, for one is to be foreign to what the other has taught.");
        var fits = new List<RowFit>();
        for (var half = 0; half < Halves; half++)
        {
            var foreign = tasks.Labelled.Where(task => families.IndexOf(TaskBalance.Family(task)) % Halves == half).ToArray();
            report?.Invoke($"word vectors without {string.Join(", ", foreign.Select(task => task.Name))}");
            var vectors = WordTraining.Run(
                text, tasks with { Labelled = [.. tasks.Labelled.Except(foreign)] },
                new WordTrainingOptions(options.TextFolder, options.TaskFolder, options.Seed), report, cancellation);
            fits.AddRange(foreign.Select(task => RowFit.Of(task, vectors, options)));
        }

        return RowFit.Search([.. fits.Where(fit => fit.Prompts.Count > 0)], Start, report, cancellation);
    }
}
