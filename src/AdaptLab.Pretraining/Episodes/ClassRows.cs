using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Episodes;

/// <param name="Rows">Token ids, each at most <paramref name="Length"/>.</param>
/// <param name="Classes">Of each row.</param>
/// <param name="Length">To which rows are padded.</param>
public sealed record ClassBatch(IReadOnlyList<int[]> Rows, IReadOnlyList<int> Classes, int Length);

/// <summary>Many rows of one task, or sentences of several documents: rows of one class are to lie together. A batch is of one
/// task, so that nothing but its classes tells its rows apart.</summary>
public sealed class ClassRowSampler(TextCorpus text, TaskCorpus tasks, Func<string, int[]> encode)
{
    private const double LabelledShare = 0.75;
    private const int MostClasses = 48;
    private static readonly int[] Lengths = [24, 40, 64];
    private readonly int _arrow = encode(PromptLayout.Arrow).Length;
    private readonly double[] _taskWeights = TaskBalance.Weights(tasks.Labelled);

    public ClassBatch Next(Random random, int rows)
    {
        var length = Lengths[random.Next(random.NextDouble() < 0.7 ? 2 : 3)];
        var most = 2 + random.Next(MostClasses - 1);
        var pools = random.NextDouble() < LabelledShare ? Labelled(random, most) : Documents(random, most);
        var (ids, classes) = (new List<int[]>(), new List<int>());
        for (var c = 0; c < pools.Count; c++)
        {
            var count = rows * (c + 1) / pools.Count - rows * c / pools.Count;
            foreach (var row in EpisodeSampler.Sample(random, pools[c], Math.Min(count, pools[c].Length)))
            {
                ids.Add(Requests.Encode(encode, row, length - _arrow));
                classes.Add(c);
            }
        }

        // One shape, whatever the classes had: a new shape costs more than rows that are met twice.
        for (var i = 0; ids.Count < rows; i++)
        {
            ids.Add(ids[i]);
            classes.Add(classes[i]);
        }

        return new ClassBatch(ids, classes, length);
    }

    private List<string[]> Labelled(Random random, int most)
    {
        var task = tasks.Labelled[EpisodeSampler.Weighted(random, _taskWeights)];
        return [.. EpisodeSampler.Sample(random, task.ByLabel, Math.Min(most, task.ByLabel.Count)).Select(label => label.Texts)];
    }

    private List<string[]> Documents(Random random, int most)
    {
        var source = text.RandomSource(random);
        var documents = new List<string[]>();
        for (var tries = 0; documents.Count < Math.Max(most, 12) && tries < 200; tries++)
        {
            var sentences = Sentences.Split(source.RandomLine(random));
            if (sentences.Count >= 4) documents.Add([.. sentences]);
            else if (tries % 40 == 39 && documents.Count < 2) source = text.RandomSource(random);
        }

        return documents.Count >= 2 ? documents : Labelled(random, most);
    }
}
