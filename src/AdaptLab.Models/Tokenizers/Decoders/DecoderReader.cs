using System.Text.RegularExpressions;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Tokenizers.PreTokenizers;

namespace AdaptLab.Models.Tokenizers.Decoders;

/// <summary>Builds a <see cref="Decoder"/> from the `decoder` part of `tokenizer.json`.</summary>
internal static class DecoderReader
{
    public static Decoder Read(JsonField? field) => field is null ? new SpaceSeparated() : ReadOne(field.Value);

    private static Decoder ReadOne(JsonField field)
    {
        string type = field.Required("type").AsString();
        return type switch
        {
            "Sequence" => new DecoderSequence(field.Required("decoders").Items().Select(ReadOne).ToArray()),
            "ByteLevel" => new ByteLevelDecoder(),
            "ByteFallback" => new ByteFallback(),
            "Fuse" => new Fuse(),
            "Replace" => ReadReplace(field),
            "Strip" => ReadStrip(field),
            "Metaspace" => ReadMetaspace(field),
            "WordPiece" => new WordPieceDecoder(field.StringOr("prefix", "##"), field.BooleanOr("cleanup", true)),
            _ => throw field.Error($"the decoder '{type}' is not supported"),
        };
    }

    private static ReplaceDecoder ReadReplace(JsonField field)
    {
        var pattern = field.Required("pattern");
        try
        {
            return new ReplaceDecoder(
                new Regex(TextPattern.Read(pattern), RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout),
                field.Required("content").AsString());
        }
        catch (ArgumentException error)
        {
            throw pattern.Error($"the pattern is not supported ({error.Message})");
        }
    }

    private static StripDecoder ReadStrip(JsonField field)
    {
        var content = field.Required("content");
        return content.AsString() is [var character]
            ? new StripDecoder(character, field.Int32Or("start", 0), field.Int32Or("stop", 0))
            : throw content.Error("expected a single character");
    }

    private static MetaspaceDecoder ReadMetaspace(JsonField field)
    {
        var (replacement, prepend) = MetaspaceSettings.Read(field);
        return new MetaspaceDecoder(replacement, dropsFirst: prepend != Metaspace.Prepend.Never);
    }
}
