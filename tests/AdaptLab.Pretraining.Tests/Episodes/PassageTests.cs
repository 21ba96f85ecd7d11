using AdaptLab.Pretraining.Episodes;

namespace AdaptLab.Pretraining.Tests.Episodes;

public sealed class PassageTests
{
    [Fact]
    public void What_counts_is_the_answer_which_stands_in_the_passage_or_is_said_not_to()
    {
        var sampler = new PassageSampler(TinyCorpus.Text, TinyCorpus.Tasks, TinyCorpus.Characters);
        var answers = 0;
        for (var seed = 0; seed < 30; seed++)
        {
            var episode = sampler.Next(new Random(seed), 400, Lesson.At(400));
            Assert.InRange(episode.Ids.Length, 0, 400);
            var text = TinyCorpus.Join(episode.Ids);
            foreach (var (from, to) in Counted(episode.Weights))
            {
                answers++;
                var answer = text[from..to].Trim();
                Assert.EndsWith("=>", text[..from], StringComparison.Ordinal);
                Assert.True(answer == PassageSampler.NotInText || text[..from].Contains(answer, StringComparison.Ordinal), answer);
            }
        }

        Assert.True(answers > 50);
    }

    [Fact]
    public void Copying_asks_for_words_that_stand_in_the_passage_beside_those_of_the_question()
    {
        var sampler = new PassageSampler(TinyCorpus.Text, TinyCorpus.Tasks, TinyCorpus.Characters);
        var lesson = new Lesson(Keys: 0, KeyWords: 4, Repeats: 0, Blurred: 0, Reading: 1, Copying: 1);
        var (gaps, records) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var episode = sampler.Next(new Random(seed), 600, lesson);
            var text = TinyCorpus.Join(episode.Ids);
            foreach (var (from, to) in Counted(episode.Weights))
            {
                var answer = text[from..to].Trim();
                var question = text[..from].Split('\n')[^1].Replace(" =>", "", StringComparison.Ordinal).Trim();
                if (question.Contains("____", StringComparison.Ordinal))
                {
                    gaps++;
                    // Put back, the sentence is one of the passage.
                    Assert.Contains(question.Replace("____", answer, StringComparison.Ordinal).TrimEnd('.'), text[..(from - question.Length)], StringComparison.Ordinal);
                }
                else
                {
                    records++;
                }
            }
        }

        Assert.True(gaps > 20 && records > 20, $"{gaps} gaps, {records} records");
    }

    private static IEnumerable<(int From, int To)> Counted(float[] weights)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            var from = i;
            while (i < weights.Length && weights[i] > 0) i++;
            yield return (from, i);
        }
    }
}
