using System.Collections.Immutable;

namespace AdaptLab.Models.Inference;

/// <summary>
/// The possible answers to a request as a tree of their tokens. A model that may only give one of them chooses where the
/// tree branches; everywhere else the next token is certain. So an answer's probability is the product over the branchings
/// on its way, no answer suffers for being longer, and one that is told apart by its first token costs a single step.
/// </summary>
public sealed class AnswerTree
{
    /// <param name="answers">Token ids of each; none may be the beginning of another, so let them end with a line end.</param>
    /// <exception cref="ArgumentException">Two answers are the same, or one begins another.</exception>
    public AnswerTree(IReadOnlyList<int[]> answers)
    {
        Answers = [.. answers.Select(ids => ids.ToImmutableArray())];
        var branchings = ImmutableArray.CreateBuilder<Branching>();
        Grow(branchings, [.. Enumerable.Range(0, answers.Count)], 0);
        Branchings = branchings.ToImmutable();
        Paths = [.. Enumerable.Range(0, answers.Count).Select(PathOf)];
        Tokens = [.. Branchings.SelectMany(branching => branching.Tokens).Distinct().Order()];
    }

    public ImmutableArray<ImmutableArray<int>> Answers { get; }

    /// <summary>Where a choice is to be made; the nearest to the root first. Empty with a single answer.</summary>
    public ImmutableArray<Branching> Branchings { get; }

    /// <summary>For each answer, the branchings on its way and which token it takes there.</summary>
    public ImmutableArray<ImmutableArray<Turn>> Paths { get; }

    /// <summary>Every token that some branching chooses among, in ascending order.</summary>
    public ImmutableArray<int> Tokens { get; }

    private void Grow(ImmutableArray<Branching>.Builder branchings, ImmutableArray<int> members, int depth)
    {
        while (members.Length > 1)
        {
            if (members.FirstOrDefault(answer => Answers[answer].Length <= depth, -1) is >= 0 and var ended)
                throw new ArgumentException($"The answer {ended} is the same as another, or begins it.", nameof(members));
            var groups = members.GroupBy(answer => Answers[answer][depth]).OrderBy(group => group.Key).ToArray();
            depth++;
            if (groups.Length == 1) continue;
            branchings.Add(new Branching(Answers[members[0]][..(depth - 1)], [.. groups.Select(group => group.Key)]));
            foreach (var group in groups) Grow(branchings, [.. group], depth);
            return;
        }
    }

    private ImmutableArray<Turn> PathOf(int answer) =>
    [
        .. Branchings.Select((branching, index) => (branching, index))
            .Where(b => Answers[answer].AsSpan().StartsWith(b.branching.Prefix.AsSpan()))
            .Select(b => new Turn(b.index, b.branching.Tokens.IndexOf(Answers[answer][b.branching.Prefix.Length])))
            .Where(turn => turn.Choice >= 0),
    ];
}

/// <param name="Prefix">The answer's tokens before the choice.</param>
/// <param name="Tokens">Those that may follow, two or more, in ascending order.</param>
public sealed record Branching(ImmutableArray<int> Prefix, ImmutableArray<int> Tokens);

/// <param name="Branching">Index into <see cref="AnswerTree.Branchings"/>.</param>
/// <param name="Choice">Index into its tokens.</param>
public readonly record struct Turn(int Branching, int Choice);
