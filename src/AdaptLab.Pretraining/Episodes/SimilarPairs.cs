using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Episodes;

/// <param name="Group">Pairs of one group are not each other's negatives; −1 stands for none.</param>
public sealed record SimilarPair(int[] A, int[] B, int Group);

/// <summary>Pairs of texts that should lie close to each other: sentences of one document, rows of one label, sentences that
/// mean the same, a question and the text that answers it.</summary>
public sealed class SimilarPairSampler(TextCorpus text, TaskCorpus tasks, Func<string, int[]> encode)
{
    /// <summary>Most tokens of an encoded text, arrow included.</summary>
    public const int LongestRequest = 48;
    private readonly int _arrow = encode(PromptLayout.Arrow).Length;
    private readonly double[] _taskWeights = TaskBalance.Weights(tasks.Labelled);

    public SimilarPair[] Next(Random random, int count)
    {
        var pairs = new List<SimilarPair>();
        // Negatives of one kind and one source teach more than random ones: most of a batch shares a source.
        AddDocumentPairs(random, pairs, count * 4 / 10);
        AddLabelPairs(random, pairs, count * 7 / 10);
        while (pairs.Count < count) AddMeaningPair(random, pairs);
        return [.. pairs];
    }

    /// <summary>How a text is read to be embedded: as a request, whose arrow gathers what it says.</summary>
    private int[] Encode(string row) => Requests.Encode(encode, row, LongestRequest - _arrow);

    private void AddDocumentPairs(Random random, List<SimilarPair> pairs, int until)
    {
        var source = text.RandomSource(random);
        for (var tries = 0; pairs.Count < until && tries < until * 20; tries++)
        {
            var sentences = Sentences.Split(source.RandomLine(random));
            if (sentences.Count < 2)
            {
                if (tries % 10 == 9) source = text.RandomSource(random);
                continue;
            }

            var i = random.Next(sentences.Count - 1);
            var j = random.NextDouble() < 0.5 ? i + 1 : random.Next(sentences.Count - 1);
            if (j == i) j = sentences.Count - 1;
            pairs.Add(new SimilarPair(Encode(sentences[i]), Encode(sentences[j]), -1));
        }
    }

    private void AddLabelPairs(Random random, List<SimilarPair> pairs, int until)
    {
        var task = tasks.Labelled[EpisodeSampler.Weighted(random, _taskWeights)];
        for (var added = 0; pairs.Count < until; added++)
        {
            if (added > 0 && added % 12 == 0) task = tasks.Labelled[EpisodeSampler.Weighted(random, _taskWeights)];
            var label = random.Next(task.ByLabel.Count);
            var texts = EpisodeSampler.Sample(random, task.ByLabel[label].Texts, 2);
            pairs.Add(new SimilarPair(Encode(texts[0]), Encode(texts[1]), HashCode.Combine(task.Name, label) & int.MaxValue));
        }
    }

    private void AddMeaningPair(Random random, List<SimilarPair> pairs)
    {
        if (random.NextDouble() < 0.5)
        {
            var task = tasks.Pairs[random.Next(tasks.Pairs.Count)];
            for (var tries = 0; tries < 20; tries++)
            {
                var row = task.Rows[random.Next(task.Rows.Count)];
                if (row.Label is not ("entailment" or "same meaning" or "synonym" or "same story" or "similar" or "same")) continue;
                pairs.Add(new SimilarPair(Encode(row.A), Encode(row.B), -1));
                return;
            }
        }

        var questions = tasks.Questions[random.Next(tasks.Questions.Count)];
        var question = questions.Rows[random.Next(questions.Rows.Count)];
        // Slot and entity questions are the same for every text and say nothing of it.
        if (questions.Name.Contains("slots", StringComparison.Ordinal) || questions.Name.StartsWith("ner_", StringComparison.Ordinal)) return;
        var other = question.Text.Length > 0 ? question.Text : question.Answer;
        pairs.Add(new SimilarPair(
            Encode(question.Text.Length > 0 ? $"{question.Question} {question.Answer}" : question.Question), Encode(other), -1));
    }
}
