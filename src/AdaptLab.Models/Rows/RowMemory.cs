using System.Collections.Immutable;
using AdaptLab.Models.Tokenizers;
using AdaptLab.Words;

namespace AdaptLab.Models.Rows;

/// <summary>
/// What the rows of a prompt say about the text at its end: a layer of nano that reads answers off rows which are like it. Texts are
/// compared by the word vectors that ship and by pieces of their words; the answers are fitted to the rows by kernel ridge regression, anew for each prompt,
/// beside what labels say by their names.
/// </summary>
/// <remarks>
/// Attention that solves a least-squares problem over its context, instead of averaging (von Oswald et al. 2023, "Uncovering
/// mesa-optimization algorithms in Transformers"), whose result is added to the logits as kNN-LM's is mixed with them
/// (Khandelwal et al. 2020). The order of rows does not count. A text in no way like any row adds nothing but what the names say.
/// </remarks>
public sealed class RowMemory(Tokenizer tokenizer, WordVectors words, LabelNames? names, RowMemoryWeights weights)
{
    private readonly TextComparison _comparison = new(words, weights.Overlap);
    private Held? _last;

    /// <summary>Beside a model's own tokenizer, the word vectors and the names that ship.</summary>
    public static RowMemory Of(Tokenizer tokenizer, RowMemoryWeights weights) => new(tokenizer, WordVectors.Shipped, LabelNames.Shipped, weights);

    /// <summary>For the answers that the prompt's rows give and its labels' lines name.</summary>
    /// <param name="prompt">Token ids.</param>
    /// <param name="writing">Whether anything may be written, and not only a label: then what one row alone has answered, and no label's
    /// line names, is that row's own value and no answer to another text.</param>
    /// <returns>Null where the prompt has none of them, or does not end with a request.</returns>
    public RowSupport? Read(ReadOnlySpan<int> prompt, bool writing)
    {
        if (PromptRows.Read(tokenizer.Decode(prompt)) is not { Rows.Length: var rows, Announced.Length: var announced } read || rows + announced == 0) return null;
        // Where the shots stay, so does what is fitted to them.
        var held = _last;
        if (held?.Fitted.Holds(read) is not true)
        {
            var fitted = FittedRows.Fit(read, _comparison, weights, names);
            _last = held = new Held(fitted, fitted.Answers.ToDictionary(answer => answer, TokensOf, StringComparer.Ordinal));
        }

        ImmutableArray<(ImmutableArray<int>, float)> answers =
            [.. held.Fitted.Support(read.Query).Where(answer => answer.Recurs || !writing).Select(answer => (held.Ids[answer.Text], answer.Nats))];
        return answers.IsEmpty ? null : new RowSupport(answers, rows > 0 ? weights.Network : 1);
    }

    /// <summary>As they follow a request, the end of the row included.</summary>
    private ImmutableArray<int> TokensOf(string answer) =>
        [.. tokenizer.EncodeAfter(PromptRows.Arrow, $" {answer}{PromptRows.RowEnd}", recogniseSpecial: false)];

    private sealed record Held(FittedRows Fitted, Dictionary<string, ImmutableArray<int>> Ids);
}
