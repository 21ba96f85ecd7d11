using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using static TorchSharp.torch;

namespace AdaptLab.Models.Adapters;

/// <summary>What training brings down: how little probable the right answers are.</summary>
public interface IAnswerLoss
{
    /// <summary>Mean over the rows of the negative log-probability of their answers, in nats.</summary>
    /// <param name="rows">To pad to; at least as many as prompts.</param>
    Tensor Loss(Decoder decoder, IReadOnlyList<AnsweredPrompt> prompts, int rows);
}

/// <summary>The loss of writing answers, token by token, as they are decoded afterwards.</summary>
/// <param name="answers">Token ids of each, the end of the row included; <see cref="AnsweredPrompt.Answer"/> is an index into it.</param>
public sealed class WrittenTraining(IReadOnlyList<int[]> answers) : IAnswerLoss
{
    /// <remarks>Of an answer's tokens the mean: a long one does not count more than a short one.</remarks>
    public Tensor Loss(Decoder decoder, IReadOnlyList<AnsweredPrompt> prompts, int rows)
    {
        // An answer's last token is predicted and not read.
        var length = PaddedBatch.Length(prompts.Max(p => p.Prompt.Length + answers[p.Answer].Length - 1), decoder.Config.Window);
        var ids = new long[rows, length];
        var (positions, targets, weights) = (new List<long>(), new List<long>(), new List<float>());
        var (places, support) = (new List<long>(), new List<float>());
        for (var row = 0; row < prompts.Count; row++)
        {
            var (prompt, answer) = (prompts[row].Prompt, answers[prompts[row].Answer]);
            for (var i = 0; i < prompt.Length; i++) ids[row, i] = prompt[i];
            for (var i = 0; i < answer.Length - 1; i++) ids[row, prompt.Length + i] = answer[i];
            var seen = decoder.Rows?.Read(prompt, writing: true);
            for (var i = 0; i < answer.Length; i++)
            {
                foreach (var (token, nats) in seen?.After(answer.AsSpan(0, i)) ?? [])
                {
                    places.Add(((long)positions.Count * decoder.Config.VocabularySize) + token);
                    support.Add(nats);
                }

                positions.Add((long)row * length + prompt.Length - 1 + i);
                targets.Add(answer[i]);
                weights.Add(1f / answer.Length);
            }
        }

        var states = decoder.Forward(tensor(ids)).reshape(rows * length, -1).index_select(0, tensor(positions));   // [tokens, d]
        var logits = decoder.Logits(states);                                                                       // [tokens, v]
        if (support.Count > 0) logits = logits.flatten().index_add(0, tensor(places), tensor(support), Scalars.Of(1)).view(logits.shape);
        var losses = nn.functional.cross_entropy(logits, tensor(targets), reduction: nn.Reduction.None);
        return (losses * tensor(weights)).sum().div(Scalars.Of(prompts.Count));
    }
}

/// <summary>The shape of a batch of rows of different lengths.</summary>
internal static class PaddedBatch
{
    /// <summary>Lengths and numbers of rows are rounded up: libtorch compiles a bfloat16 kernel for each shape that it meets,
    /// which takes longer than the step itself.</summary>
    private const int LengthMultiple = 16;

    public static int Length(int longest, int window) => Math.Min(window, (longest + LengthMultiple - 1) / LengthMultiple * LengthMultiple);
}
