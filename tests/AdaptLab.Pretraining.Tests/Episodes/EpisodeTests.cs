using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Episodes;

namespace AdaptLab.Pretraining.Tests.Episodes;

public sealed class EpisodeTests
{
    private const int Budget = 900;
    private static readonly EpisodeSampler Sampler = new(TinyCorpus.Text, TinyCorpus.Tasks, TinyCorpus.Characters);

    /// <summary>Some hundred episodes over characters, as texts.</summary>
    private static readonly (Episode Episode, string Text)[] Drawn = [.. Enumerable.Range(0, 300).Select(seed =>
    {
        var episode = Sampler.Next(new Random(seed), Budget, Lessons(0.3));
        return (episode, TinyCorpus.Join(episode.Ids));
    })];

    private static IEnumerable<(Episode Episode, string Text)> WithRows => Drawn.Where(drawn => drawn.Episode.Rows.Count > 0);

    [Fact]
    public void The_seed_decides_the_episode()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var again = Sampler.Next(new Random(seed), Budget, Lessons(0.3));
            Assert.Equal(Drawn[seed].Episode.Ids, again.Ids);
            Assert.Equal(Drawn[seed].Episode.Weights, again.Weights);
            Assert.Equal(Drawn[seed].Episode.Rows, again.Rows);
        }

        Assert.True(Drawn.Select(drawn => drawn.Text).Distinct(StringComparer.Ordinal).Count() > 290);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(640)]
    public void No_episode_is_longer_than_its_budget(int budget)
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var episode = Sampler.Next(new Random(seed), budget, Lessons(0.2));
            Assert.InRange(episode.Ids.Length, 1, budget);
            Assert.Equal(episode.Ids.Length, episode.Weights.Length);
            Assert.Contains(episode.Weights, weight => weight > 0);
        }
    }

    [Fact]
    public void Only_answers_weigh_and_their_first_token_most()
    {
        foreach (var (episode, text) in WithRows)
        {
            var expected = new float[text.Length];
            foreach (var (row, end) in Ends(episode))
            {
                var first = episode.Weights[row.Arrow + 1];
                Assert.True(first is 0 or 1, $"{first}");
                for (var i = row.Arrow + 1; i < end; i++) expected[i] = i == row.Arrow + 1 ? first : first / 4;
            }

            Assert.Equal(expected, episode.Weights);
        }
    }

    [Fact]
    public void Answers_that_cannot_be_known_do_not_weigh()
    {
        var (unknown, known) = (0, 0);
        foreach (var (episode, text) in WithRows)
        {
            var announced = Header(episode, text).Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).ToArray();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (row, end) in Ends(episode))
            {
                var label = Label(text, row, end);
                var isKnown = seen.Contains(label)
                    || announced.Any(line => line == $"- {label}" || line.StartsWith($"- {label}: ", StringComparison.Ordinal));
                Assert.Equal(isKnown ? 1 : 0, episode.Weights[row.Arrow + 1]);
                seen.Add(label);
                if (isKnown) known++;
                else unknown++;
            }
        }

        Assert.True(unknown > 50 && known > 500, $"{unknown} unknown, {known} known");
    }

    [Fact]
    public void A_row_is_the_products_row()
    {
        var texts = AllTexts();
        foreach (var (episode, text) in WithRows)
            foreach (var (row, end) in Ends(episode))
            {
                var request = text[row.Start..(row.Arrow + 1 - PromptLayout.Arrow.Length)];
                if (texts.Contains(request))
                    Assert.Equal(PromptLayout.Row(request, Label(text, row, end)), text[row.Start..end]);
                else
                    Assert.True(request.Length is 40 or 80 && texts.Any(whole => whole.StartsWith(request, StringComparison.Ordinal)), request);
            }
    }

    [Fact]
    public void Labels_are_announced_as_the_product_announces_them()
    {
        var announcing = 0;
        foreach (var (episode, text) in WithRows)
        {
            var lines = Header(episode, text).Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).ToArray();
            if (lines.Length == 0) continue;
            announcing++;
            var labels = lines.Select(line => line[2..].Split(": ", 2)).Select(parts => (parts[0], parts.Length > 1 ? parts[1] : null));
            Assert.Contains(PromptLayout.Labels(labels), Header(episode, text), StringComparison.Ordinal);
        }

        Assert.True(announcing > 50);
    }

    [Fact]
    public void Classes_go_with_labels_one_to_one()
    {
        foreach (var (episode, text) in WithRows)
        {
            var pairs = Ends(episode).Select(row => (row.Row.Class, Label: Label(text, row.Row, row.End))).Distinct().ToArray();
            Assert.Equal(pairs.Length, pairs.Select(pair => pair.Class).Distinct().Count());
            Assert.Equal(pairs.Length, pairs.Select(pair => pair.Label).Distinct(StringComparer.Ordinal).Count());
        }
    }

    [Fact]
    public void Rows_return_as_often_as_asked_and_say_the_same_again()
    {
        var (rows, returning) = (0, 0);
        foreach (var (episode, text) in WithRows)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (row, end) in Ends(episode))
            {
                var whole = text[row.Start..end];
                if (row.Returns) Assert.Contains(whole, seen);
                seen.Add(whole);
                rows++;
                if (row.Returns) returning++;
            }
        }

        Assert.InRange(returning / (double)rows, 0.2, 0.35);
        Assert.DoesNotContain(Enumerable.Range(0, 30).SelectMany(seed => Sampler.Next(new Random(seed), Budget, Lessons(0)).Rows), row => row.Returns);
    }

    [Fact]
    public void Questions_weigh_at_their_answers()
    {
        var questions = Drawn.Where(drawn => drawn.Episode.Rows.Count == 0).ToArray();
        Assert.NotEmpty(questions);
        foreach (var (episode, text) in questions)
        {
            var at = 0;
            while (text.IndexOf(PromptLayout.Arrow, at, StringComparison.Ordinal) is var arrow and >= 0)
            {
                var answer = arrow + PromptLayout.Arrow.Length;
                Assert.All(episode.Weights[at..answer], weight => Assert.Equal(0, weight));
                at = text.IndexOf('\n', answer) + 1;
                Assert.All(episode.Weights[answer..at], weight => Assert.Equal(0.5f, weight));
                // A sentence with a gap is made from running text, and has its own test.
                var request = text[(text.LastIndexOf('\n', arrow) + 1)..arrow];
                if (request.Contains("____", StringComparison.Ordinal)) continue;
                Assert.Contains(TinyCorpus.Tasks.Questions[0].Rows, row =>
                    text[..at].EndsWith(PromptLayout.Row(row.Question, row.Answer), StringComparison.Ordinal) && text[..at].Contains(row.Text + "\n", StringComparison.Ordinal));
            }

            Assert.Equal(text.Length, at);
        }
    }

    [Fact]
    public void Parts_encoded_one_by_one_are_the_tokens_of_the_whole()
    {
        var encoder = TinyCorpus.Encoder;
        var sampler = new EpisodeSampler(TinyCorpus.Text, TinyCorpus.Tasks, encoder.Encode);
        var arrow = encoder.Encode(PromptLayout.Arrow).Length;
        var compared = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var episode = sampler.Next(new Random(seed), 400, Lessons(0.2));
            // Rows that were cut short may end within a word.
            if (episode.Rows.Any(row => row.Arrow + 1 - arrow - row.Start is 40 or 80)) continue;
            compared++;
            Assert.Equal(encoder.Encode(encoder.Decode(episode.Ids)), episode.Ids);
        }

        Assert.True(compared > 50);
    }

    [Fact]
    public void Of_meaningless_rows_only_those_that_return_are_answered()
    {
        var lesson = Lessons(0) with { Keys = 0.95, KeyWords = 3 };
        var returning = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var episode = Sampler.Next(new Random(seed), Budget, lesson);
            if (!episode.Rows.Any(row => row.Returns)) continue;
            var kinds = new Dictionary<int, string>();
            foreach (var row in episode.Rows)
            {
                var text = TinyCorpus.Join(episode.Ids[row.Start..row.Arrow]);
                Assert.Equal(row.Returns ? 1 : 0, episode.Weights[row.Arrow + 1]);
                if (row.Returns) Assert.Equal(kinds[row.Class], text);
                else Assert.True(kinds.TryAdd(row.Class, text), "rows that are not the same must not count as one class");
                returning += row.Returns ? 1 : 0;
            }
        }

        Assert.True(returning > 100, $"{returning}");
    }

    [Fact]
    public void A_blurred_row_has_no_words_but_those_of_the_row_that_returns()
    {
        // Over words, so that few rows are cut short.
        var encoder = TinyCorpus.Encoder;
        var sampler = new EpisodeSampler(TinyCorpus.Text, TinyCorpus.Tasks, encoder.Encode);
        var arrow = encoder.Encode(PromptLayout.Arrow).Length;
        var changed = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var episode = sampler.Next(new Random(seed), Budget, Lessons(0.5) with { Blurred = 1 });
            if (episode.Rows.Any(row => row.Arrow + 1 - arrow - row.Start is 40 or 80)) continue;
            var seen = new List<string>();
            foreach (var row in episode.Rows)
            {
                var text = encoder.Decode(episode.Ids[row.Start..(row.Arrow + 1 - arrow)]);
                var words = text.Split(' ');
                if (row.Returns)
                {
                    Assert.Contains(seen, earlier => words.All(word => earlier.Contains(word, StringComparison.Ordinal)));
                    changed += seen.Contains(text) ? 0 : 1;
                }

                seen.Add(text);
            }
        }

        Assert.True(changed > 100, $"{changed}");
    }

    [Fact]
    public void Lessons_go_from_short_rows_that_return_to_long_ones_that_seldom_do()
    {
        var (first, last) = (Lesson.At(0), Lesson.At(4000));
        Assert.True(first.Keys > last.Keys && first.KeyWords < last.KeyWords && first.Repeats > last.Repeats && first.Blurred < last.Blurred);
    }

    private static Lesson Lessons(double repeats) => new(Keys: 0, KeyWords: 2, repeats, Blurred: 0, Reading: 0.2, Copying: 0);

    private static string Header(Episode episode, string text) => text[..episode.Rows[0].Start];

    /// <summary>Every row with where it ends: where the next one begins.</summary>
    private static IEnumerable<(EpisodeRow Row, int End)> Ends(Episode episode) =>
        episode.Rows.Zip(episode.Rows.Skip(1).Select(row => row.Start).Append(episode.Ids.Length));

    private static string Label(string text, EpisodeRow row, int end)
    {
        Assert.Equal(PromptLayout.Arrow, text[(row.Arrow + 1 - PromptLayout.Arrow.Length)..(row.Arrow + 1)]);
        var continuation = text[(row.Arrow + 1)..end];
        var label = continuation[1..^PromptLayout.RowEnd.Length];
        Assert.Equal(PromptLayout.Continuation(label), continuation);
        return label;
    }

    private static HashSet<string> AllTexts() =>
    [
        .. TinyCorpus.Tasks.Labelled.SelectMany(task => task.ByLabel.SelectMany(group => group.Texts)),
        .. TinyCorpus.Tasks.Pairs.SelectMany(task => task.Rows.Select(row => $"{row.A} | {row.B}")),
        .. TinyCorpus.Text.Sources.SelectMany(source => source.Lines).SelectMany(Sentences.Split),
    ];
}
