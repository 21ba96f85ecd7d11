using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Tests.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Tests.Inference;

public sealed class AnswerScorerTests
{
    // Two share their first token, two of those their second; one ends where another goes on with another token.
    private static readonly int[][] Answers = [[3, 1], [5, 7, 1], [5, 8, 2, 1], [5, 8, 4, 1], [6, 1]];

    [Fact]
    public void A_tree_branches_only_where_answers_part()
    {
        var tree = new AnswerTree(Answers);
        Assert.Equal(3, tree.Branchings.Length);
        Assert.Equal(
            [" → 3 5 6", "5 → 7 8", "5 8 → 2 4"],
            tree.Branchings.Select(branching => $"{string.Join(' ', branching.Prefix)} → {string.Join(' ', branching.Tokens)}"));
        Assert.Equal([1, 2, 3, 3, 1], tree.Paths.Select(path => path.Length));
    }

    [Fact]
    public void Answers_with_the_same_first_tokens_leave_no_choice_there()
    {
        var tree = new AnswerTree([[9, 4, 1], [9, 4, 2]]);
        Assert.Equal([9, 4], Assert.Single(tree.Branchings).Prefix.AsEnumerable());
    }

    [Theory]
    [InlineData(new[] { 3, 1 }, new[] { 3, 1 })]
    [InlineData(new[] { 3 }, new[] { 3, 1 })]
    public void An_answer_that_is_or_begins_another_is_refused(int[] first, int[] second) =>
        Assert.Throws<ArgumentException>(() => new AnswerTree([first, second]));

    [Fact]
    public void A_single_answer_is_certain()
    {
        using var decoder = TinyDecoder.Create();
        Assert.Equal([0f], new AnswerScorer(decoder, new AnswerTree([[4, 1]])).Score([2, 3], PromptPrefix.Empty));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Scores_are_the_products_of_the_choices_on_the_way(int prefixLength)
    {
        using var decoder = TinyDecoder.Create();
        var tree = new AnswerTree(Answers);
        int[] prompt = [2, 11, 4, 9, 20];
        using var prefix = PromptPrefix.Read(decoder, prompt.AsSpan(0, prefixLength));

        var scores = new AnswerScorer(decoder, tree).Score(prompt, prefix);

        Assert.Equal(1, scores.Sum(MathF.Exp), 4);
        for (var answer = 0; answer < Answers.Length; answer++)
            Assert.Equal(Expected(decoder, tree, prompt, answer), scores[answer], 4);
    }

    [Fact]
    public void A_prefix_of_another_prompt_costs_time_only()
    {
        using var decoder = TinyDecoder.Create();
        var scorer = new AnswerScorer(decoder, new AnswerTree(Answers));
        using var other = PromptPrefix.Read(decoder, [1, 2, 3]);
        Assert.Equal(scorer.Score([7, 8, 9, 10], PromptPrefix.Empty), scorer.Score([7, 8, 9, 10], other));
    }

    [Fact]
    public void The_loss_of_training_is_what_scoring_finds()
    {
        using var decoder = TinyDecoder.Create();
        var tree = new AnswerTree(Answers);
        AnsweredPrompt[] prompts = [new([2, 11, 4], 2), new([5], 0), new([9, 9, 1, 3, 4], 3), new([20, 21], 4)];
        var scorer = new AnswerScorer(decoder, tree);
        var expected = -prompts.Average(p => scorer.Score(p.Prompt, PromptPrefix.Empty)[p.Answer]);

        using var scope = NewDisposeScope();
        // Padded to more rows than there are prompts, which must not count.
        Assert.Equal(expected, new AnswerTraining(tree).Loss(decoder, prompts, 6).item<float>(), 4);
    }

    /// <summary>Step by step, each from the whole text so far.</summary>
    private static float Expected(Models.Transformer.Decoder decoder, AnswerTree tree, int[] prompt, int answer)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var total = 0.0;
        for (var depth = 0; depth < Answers[answer].Length; depth++)
        {
            var soFar = Answers[answer][..depth];
            var open = Answers.Where(other => other.Length > depth && other.AsSpan(0, depth).SequenceEqual(soFar)).Select(other => other[depth]).Distinct().ToArray();
            if (open.Length < 2) continue;
            var logits = TinyDecoder.LogitsOf(decoder, [.. prompt, .. soFar])[-1];
            var chosen = logits.index_select(0, tensor(open.Select(token => (long)token).ToArray())).log_softmax(0);
            total += chosen[Array.IndexOf(open, Answers[answer][depth])].item<float>();
        }

        return (float)total;
    }
}
