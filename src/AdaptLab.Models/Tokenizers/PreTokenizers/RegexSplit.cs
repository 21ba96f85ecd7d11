using System.Text.RegularExpressions;

namespace AdaptLab.Models.Tokenizers.PreTokenizers;

/// <summary>What becomes of the stretches that a pattern matches; the names are those of `tokenizer.json`.</summary>
internal enum SplitBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous }

/// <summary>Cuts text at the matches of a pattern.</summary>
/// <remarks>
/// Our own rather than the library's RegexPreTokenizer: .NET's expressions see a character beyond the Basic Multilingual
/// Plane as two surrogates and so as no letter, and the library knows only <see cref="SplitBehavior.Isolated"/>.
/// Here the pattern is run over <see cref="PlaneFolding"/> of the text where it holds such characters.
/// </remarks>
internal sealed partial class RegexSplit(Regex pattern, SplitBehavior behavior, bool invert = false) : PreTokenizer
{
    /// <summary>GPT-2's rule, which the byte-level kind uses unless it is told not to: English contractions, and letters, digits or other signs each with the one space before them.</summary>
    public static RegexSplit Gpt2 { get; } = new(Gpt2Pattern(), SplitBehavior.Isolated);

    /// <exception cref="ArgumentException">The pattern is not one of .NET's regular expressions.</exception>
    public static RegexSplit Create(string pattern, SplitBehavior behavior, bool invert = false) =>
        new(new Regex(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant), behavior, invert);

    public override void Split(ReadOnlyMemory<char> text, bool first, List<ReadOnlyMemory<char>> words)
    {
        if (PlaneFolding.IsNeeded(text.Span))
            Split(text, PlaneFolding.Fold(text.Span), words);
        else
            Split(text, null, words);
    }

    private void Split(ReadOnlyMemory<char> text, PlaneFolding? folding, List<ReadOnlyMemory<char>> words)
    {
        var matched = folding is null ? text.Span : folding.Text.AsSpan();
        var pieces = new Pieces(text, folding, words, behavior);
        int end = 0;
        foreach (var match in pattern.EnumerateMatches(matched))
        {
            if (match.Length == 0)
                continue;
            pieces.Add(end, match.Index, isMatch: invert);
            pieces.Add(match.Index, match.Index + match.Length, isMatch: !invert);
            end = match.Index + match.Length;
        }
        pieces.Add(end, matched.Length, isMatch: invert);
        pieces.Finish();
    }

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: -1)]
    private static partial Regex Gpt2Pattern();

    /// <summary>Joins matches and the text between them as the behaviour says.</summary>
    private struct Pieces(ReadOnlyMemory<char> text, PlaneFolding? folding, List<ReadOnlyMemory<char>> words, SplitBehavior behavior)
    {
        private int _start;
        private int _end;
        private bool _previousMatched;

        public void Add(int start, int end, bool isMatch)
        {
            if (start == end)
                return;
            bool joins = behavior switch
            {
                SplitBehavior.MergedWithPrevious => isMatch && !_previousMatched,
                SplitBehavior.MergedWithNext => !isMatch && _previousMatched,
                SplitBehavior.Contiguous => isMatch == _previousMatched,
                _ => false,
            };
            if (!joins || _start == _end)
            {
                Finish();
                _start = start;
            }
            _end = behavior == SplitBehavior.Removed && isMatch ? _start : end;
            _previousMatched = isMatch;
        }

        /// <summary>Hands over the piece that is still open.</summary>
        public readonly void Finish()
        {
            if (_start == _end)
                return;
            words.Add(folding is null ? text[_start.._end] : text[folding.Offsets[_start]..folding.Offsets[_end]]);
        }
    }
}
