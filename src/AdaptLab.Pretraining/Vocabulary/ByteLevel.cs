using System.Text;
using System.Text.RegularExpressions;

namespace AdaptLab.Pretraining.Vocabulary;

/// <summary>GPT-2's way of writing bytes as printable characters, and of cutting text into words before merging.</summary>
public static partial class ByteLevel
{
    private static readonly char[] Characters = MakeCharacters();

    /// <summary>The 256 characters that stand for bytes, in the order of the bytes.</summary>
    public static IReadOnlyList<char> Alphabet => Characters;

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    public static partial Regex Words();

    public static string Encode(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = word.Length <= 128 ? stackalloc byte[word.Length * 3] : new byte[Encoding.UTF8.GetByteCount(word)];
        var count = Encoding.UTF8.GetBytes(word, bytes);
        return string.Create(count, bytes[..count], static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = Characters[source[i]];
        });
    }

    private static char[] MakeCharacters()
    {
        var characters = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
        {
            var printable = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
            characters[b] = (char)(printable ? b : next++);
        }

        return characters;
    }
}
