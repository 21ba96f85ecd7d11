using System.Runtime.InteropServices;
using System.Text;

namespace AdaptLab.Models.Tokenizers.WordModels;

/// <summary>BERT's model: the longest token that starts the word, then the longest that continues it; a word that leaves a rest is unknown as a whole.</summary>
/// <remarks>Our own: the library's WordPieceTokenizer takes only a vocab.txt whose line numbers are the ids, and counts a word's length in UTF-16 units.</remarks>
internal sealed class WordPiece(Vocabulary vocabulary, int unknown, string continuation, int longestWord) : WordModel
{
    private readonly WordCache _cache = new();

    public override void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.TryAppend(word, ids))
            return;
        int start = ids.Count;
        if (!TryEncode(word, ids))
        {
            ids.RemoveRange(start, ids.Count - start);
            ids.Add(unknown);
        }
        _cache.Add(word, CollectionsMarshal.AsSpan(ids)[start..]);
    }

    private bool TryEncode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.Length > longestWord && CountCharacters(word) > longestWord)
            return false;
        // The continuation's prefix is written once in front of the word, so that every candidate is a slice.
        char[] prefixed = [.. continuation, .. word];
        for (int start = 0; start < word.Length;)
        {
            var rest = start == 0 ? word : Continue(prefixed, start);
            int prefix = start == 0 ? 0 : continuation.Length;
            int length = rest.Length;
            int? id = null;
            while (length > prefix && (id = vocabulary.Id(rest[..length])) is null)
                length--;
            if (id is null)
                return false;
            ids.Add(id.Value);
            start += length - prefix;
        }
        return true;
    }

    private ReadOnlySpan<char> Continue(char[] prefixed, int start)
    {
        continuation.CopyTo(prefixed.AsSpan(start));
        return prefixed.AsSpan(start);
    }

    private static int CountCharacters(ReadOnlySpan<char> word)
    {
        int count = 0;
        foreach (var _ in word.EnumerateRunes())
            count++;
        return count;
    }
}
