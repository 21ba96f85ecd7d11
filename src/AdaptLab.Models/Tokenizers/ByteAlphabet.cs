using System.Collections.Frozen;
using System.Text;

namespace AdaptLab.Models.Tokenizers;

/// <summary>
/// The 256 printable characters that byte-level tokenizers write bytes with in their vocabulary (GPT-2's table):
/// printable Latin-1 stands for itself, the remaining bytes take the code points from U+0100 on in order, so a space is 'Ġ'.
/// </summary>
public static class ByteAlphabet
{
    private static readonly char[] ByteToChar = BuildTable();
    private static readonly FrozenDictionary<char, byte> CharToByte =
        Enumerable.Range(0, 256).ToFrozenDictionary(value => ByteToChar[value], value => (byte)value);

    /// <summary>The vocabulary's spelling of <paramref name="bytes"/>.</summary>
    public static string ToText(ReadOnlySpan<byte> bytes) =>
        string.Create(bytes.Length, bytes, static (characters, source) =>
        {
            for (int index = 0; index < source.Length; index++)
                characters[index] = ByteToChar[source[index]];
        });

    /// <summary>The vocabulary's spelling of <paramref name="text"/>.</summary>
    public static string ToText(string text) => ToText(Encoding.UTF8.GetBytes(text));

    /// <summary>Appends the bytes that <paramref name="token"/> spells; false, and nothing is appended, where it holds another character.</summary>
    public static bool TryAppendBytes(string token, ICollection<byte> bytes)
    {
        foreach (char character in token)
        {
            if (!CharToByte.ContainsKey(character))
                return false;
        }
        foreach (char character in token)
            bytes.Add(CharToByte[character]);
        return true;
    }

    private static char[] BuildTable()
    {
        var table = new char[256];
        char next = '\u0100';
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            table[value] = printable ? (char)value : next++;
        }
        return table;
    }
}
