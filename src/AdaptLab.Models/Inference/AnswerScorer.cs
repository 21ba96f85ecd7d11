using AdaptLab.Models.Rows;
using AdaptLab.Models.Transformer;
using static TorchSharp.torch;

namespace AdaptLab.Models.Inference;

/// <summary>How probable each of the possible answers is, given a prompt.</summary>
/// <param name="trained">Whether the network has been trained for these answers, or is asked for its own opinion; else it counts for as
/// little beside the rows of the prompt as its <see cref="RowMemoryWeights.Network"/> says.</param>
public sealed class AnswerScorer(Decoder decoder, AnswerTree tree, bool trained = true)
{
    /// <param name="prompt">At least one token.</param>
    /// <param name="prefix">What the prompt begins with, already read; one that does not fit costs time only.</param>
    /// <returns>For each answer its log-probability among the answers: the exponentials sum to one.</returns>
    /// <exception cref="ArgumentException">Prompt and answers do not fit into the window.</exception>
    public float[] Score(ReadOnlySpan<int> prompt, PromptPrefix prefix) => Score(prompt, prefix, rowsCount: true);

    /// <summary>What the network adds to <see cref="Score(ReadOnlySpan{int}, PromptPrefix)"/>, without what the rows say.</summary>
    /// <inheritdoc cref="Score(ReadOnlySpan{int}, PromptPrefix)"/>
    public float[] ScoreByNetwork(ReadOnlySpan<int> prompt, PromptPrefix prefix) => Score(prompt, prefix, rowsCount: false);

    private float[] Score(ReadOnlySpan<int> prompt, PromptPrefix prefix, bool rowsCount)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (cache, rest) = prefix.Continue(decoder, prompt);
        using (cache)
        {
            var last = decoder.Forward(PromptPrefix.Row(rest), cache)[0, -1].unsqueeze(0);       // [1, d]
            var rows = decoder.Rows?.Read(prompt, writing: false);
            return Combine(BranchingStates(last, cache), trained ? 1 : rows?.Network ?? 1, rowsCount ? rows : null);
        }
    }

    /// <returns>[branchings, d]: the state from which each branching's token is chosen.</returns>
    private Tensor BranchingStates(Tensor last, DecoderCache cache)
    {
        var deeper = tree.Branchings.Where(branching => branching.Prefix.Length > 0).ToArray();
        if (deeper.Length == 0) return last;

        var longest = deeper.Max(branching => branching.Prefix.Length);
        var ids = new long[deeper.Length, longest];
        for (var i = 0; i < deeper.Length; i++)
            for (var j = 0; j < deeper[i].Prefix.Length; j++)
                ids[i, j] = deeper[i].Prefix[j];
        using var fork = cache.Fork(deeper.Length);
        var states = decoder.Forward(tensor(ids), fork);                                          // [n, longest, d]
        var chosen = deeper.Select((branching, i) => states[i, branching.Prefix.Length - 1].unsqueeze(0));
        // Only the root's state comes from the prompt itself, and the root is the first branching if it is one.
        return cat([.. deeper.Length < tree.Branchings.Length ? [last] : Array.Empty<Tensor>(), .. chosen]);
    }

    private float[] Combine(Tensor states, double network, RowSupport? rows)
    {
        var scores = new float[tree.Answers.Length];
        if (tree.Branchings.IsEmpty) return scores;
        var logits = decoder.Logits(states, tensor(tree.Tokens.Select(token => (long)token).ToArray()));   // [branchings, tokens]
        var values = logits.data<float>().ToArray();
        for (var b = 0; b < tree.Branchings.Length; b++)
        {
            var row = values.AsSpan(b * tree.Tokens.Length, tree.Tokens.Length);
            var allowed = tree.Branchings[b].Tokens;
            var choices = new double[allowed.Length];
            for (var c = 0; c < choices.Length; c++)
                choices[c] = (network * row[tree.Tokens.AsSpan().BinarySearch(allowed[c])]) + (rows?.Of(tree.Branchings[b].Prefix.AsSpan(), allowed[c]) ?? 0);
            var highest = choices.Max();
            var normaliser = highest + Math.Log(choices.Sum(choice => Math.Exp(choice - highest)));
            for (var answer = 0; answer < scores.Length; answer++)
                foreach (var turn in tree.Paths[answer])
                    if (turn.Branching == b)
                        scores[answer] += (float)(choices[turn.Choice] - normaliser);
        }

        return scores;
    }
}
