using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace AdaptLab.Models.Tokenizers.Decoders;

/// <summary>Turns the spellings of tokens back into text, one stage of several.</summary>
internal abstract class Decoder
{
    public abstract List<string> Decode(List<string> tokens);
}

internal sealed class DecoderSequence(IReadOnlyList<Decoder> stages) : Decoder
{
    public override List<string> Decode(List<string> tokens) => stages.Aggregate(tokens, (current, stage) => stage.Decode(current));
}

/// <summary>What tokenizers without a decoder do: a space between tokens.</summary>
internal sealed class SpaceSeparated : Decoder
{
    public override List<string> Decode(List<string> tokens) => [string.Join(' ', tokens)];
}

/// <summary>Back from <see cref="ByteAlphabet"/> to bytes to text; bytes that are no UTF-8 become U+FFFD.</summary>
internal sealed class ByteLevelDecoder : Decoder
{
    public override List<string> Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            // Added tokens are spelled as they are.
            if (!ByteAlphabet.TryAppendBytes(token, bytes))
                bytes.AddRange(Encoding.UTF8.GetBytes(token));
        }
        return [Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes))];
    }
}

/// <summary>Joins the bytes of byte-fallback tokens; a run that is no UTF-8 becomes one U+FFFD for each byte.</summary>
internal sealed class ByteFallback : Decoder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override List<string> Decode(List<string> tokens)
    {
        var decoded = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            if (token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                continue;
            }
            Flush(bytes, decoded);
            decoded.Add(token);
        }
        Flush(bytes, decoded);
        return decoded;
    }

    private static void Flush(List<byte> bytes, List<string> decoded)
    {
        if (bytes.Count == 0)
            return;
        try
        {
            decoded.Add(Strict.GetString([.. bytes]));
        }
        catch (DecoderFallbackException)
        {
            decoded.Add(new string('\uFFFD', bytes.Count));
        }
        bytes.Clear();
    }
}

internal sealed class Fuse : Decoder
{
    public override List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}

internal sealed class ReplaceDecoder(Regex pattern, string content) : Decoder
{
    public override List<string> Decode(List<string> tokens) => tokens.ConvertAll(token => pattern.Replace(token, _ => content));
}

/// <summary>Takes up to <paramref name="start"/> of a character off the front of each token, and up to <paramref name="stop"/> off its end.</summary>
internal sealed class StripDecoder(char character, int start, int stop) : Decoder
{
    public override List<string> Decode(List<string> tokens) => tokens.ConvertAll(Strip);

    private string Strip(string token)
    {
        int from = 0;
        while (from < start && from < token.Length && token[from] == character)
            from++;
        int to = token.Length;
        while (token.Length - to < stop && to > from && token[to - 1] == character)
            to--;
        return token[from..to];
    }
}

internal sealed class MetaspaceDecoder(string replacement, bool dropsFirst) : Decoder
{
    public override List<string> Decode(List<string> tokens)
    {
        var decoded = tokens.ConvertAll(token => token.Replace(replacement, " ", StringComparison.Ordinal));
        if (dropsFirst && decoded is [[' ', .. var rest], ..])
            decoded[0] = rest;
        return decoded;
    }
}

/// <summary>Words apart, continuations joined; <paramref name="cleanUp"/> takes out the spaces before English punctuation.</summary>
internal sealed class WordPieceDecoder(string continuation, bool cleanUp) : Decoder
{
    private static readonly (string From, string To)[] CleanUps =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
        (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public override List<string> Decode(List<string> tokens)
    {
        var decoded = new List<string>(tokens.Count);
        foreach (string token in tokens)
        {
            string text = decoded.Count == 0 ? token
                : token.StartsWith(continuation, StringComparison.Ordinal) ? token[continuation.Length..]
                : $" {token}";
            if (cleanUp)
                text = CleanUps.Aggregate(text, (current, rule) => current.Replace(rule.From, rule.To, StringComparison.Ordinal));
            decoded.Add(text);
        }
        return decoded;
    }
}
