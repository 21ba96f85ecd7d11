using AdaptLab.Models.Inference;
using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using static TorchSharp.torch;

namespace AdaptLab.Models.Adapters;

/// <param name="Prompt">Tokens up to where the answer begins, at least one.</param>
/// <param name="Answer">Index into the answers of the <see cref="IAnswerLoss"/>.</param>
public sealed record AnsweredPrompt(int[] Prompt, int Answer);

/// <summary>The loss of answering prompts: the very choice that <see cref="AnswerScorer"/> makes, so that nothing is
/// trained which is not used, nor the other way round.</summary>
public sealed class AnswerTraining : IAnswerLoss
{
    private readonly AnswerTree _tree;
    private readonly float[,] _closed;

    public AnswerTraining(AnswerTree tree)
    {
        _tree = tree;
        _closed = new float[tree.Branchings.Length, tree.Tokens.Length];
        for (var b = 0; b < tree.Branchings.Length; b++)
            for (var t = 0; t < tree.Tokens.Length; t++)
                _closed[b, t] = tree.Branchings[b].Tokens.Contains(tree.Tokens[t]) ? 0 : float.NegativeInfinity;
    }

    /// <remarks>Of an answer its probability among the answers.</remarks>
    public Tensor Loss(Decoder decoder, IReadOnlyList<AnsweredPrompt> prompts, int rows)
    {
        var length = PaddedBatch.Length(prompts.Max(p => p.Prompt.Length + PathTokens(p.Answer)), decoder.Config.Window);
        var ids = new long[rows, length];
        var (positions, branchings, targets) = (new List<long>(), new List<long>(), new List<long>());
        var support = new List<float>();
        for (var row = 0; row < prompts.Count; row++)
        {
            var (prompt, answer) = prompts[row];
            var path = PathTokens(answer);
            var seen = decoder.Rows?.Read(prompt, writing: false);
            for (var i = 0; i < prompt.Length; i++) ids[row, i] = prompt[i];
            for (var i = 0; i < path; i++) ids[row, prompt.Length + i] = _tree.Answers[answer][i];
            foreach (var turn in _tree.Paths[answer])
            {
                var branching = _tree.Branchings[turn.Branching];
                positions.Add((long)row * length + prompt.Length - 1 + branching.Prefix.Length);
                branchings.Add(turn.Branching);
                targets.Add(_tree.Tokens.AsSpan().BinarySearch(branching.Tokens[turn.Choice]));
                foreach (var token in _tree.Tokens) support.Add(seen?.Of(branching.Prefix.AsSpan(), token) ?? 0);
            }
        }

        var states = decoder.Forward(tensor(ids)).reshape(rows * length, -1).index_select(0, tensor(positions));   // [turns, d]
        var logits = decoder.Logits(states, tensor(_tree.Tokens.Select(token => (long)token).ToArray()))
            .Plus(tensor(_closed).index_select(0, tensor(branchings))).Plus(tensor(support).view(positions.Count, -1));  // [turns, tokens]
        return nn.functional.cross_entropy(logits, tensor(targets), reduction: nn.Reduction.Sum).div(Scalars.Of(prompts.Count));
    }

    /// <summary>Tokens of an answer that are read: those before its last branching.</summary>
    private int PathTokens(int answer) => _tree.Paths[answer].IsEmpty ? 0 : _tree.Paths[answer].Max(turn => _tree.Branchings[turn.Branching].Prefix.Length);
}
