using System.Text.RegularExpressions;
using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Tokenizers.Normalizers;

/// <summary>Builds a <see cref="Normalizer"/> from the `normalizer` part of `tokenizer.json`.</summary>
internal static class NormalizerReader
{
    public static Normalizer? Read(JsonField? field) => field is null ? null : ReadOne(field.Value);

    private static Normalizer ReadOne(JsonField field)
    {
        string type = field.Required("type").AsString();
        return type switch
        {
            "Sequence" => new NormalizerSequence(field.Required("normalizers").Items().Select(ReadOne).ToArray()),
            "NFC" => new Composed(),
            "NFD" => new Decomposed(),
            "Lowercase" => new Lowercase(),
            "StripAccents" => new StripAccents(),
            "Prepend" => new Prepend(field.Required("prepend").AsString()),
            "Strip" => new Strip(field.BooleanOr("strip_left", true), field.BooleanOr("strip_right", true)),
            "Replace" => ReadReplace(field),
            "BertNormalizer" => ReadBert(field),
            _ => throw field.Error($"the normalizer '{type}' is not supported"),
        };
    }

    private static Normalizer ReadReplace(JsonField field)
    {
        var pattern = field.Required("pattern");
        string content = field.Required("content").AsString();
        if (pattern.Optional("String")?.AsString() is { Length: > 0 } literal)
            return new ReplaceLiteral(literal, content);
        try
        {
            return new Replace(new Regex(TextPattern.Read(pattern), RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout), content);
        }
        catch (ArgumentException error)
        {
            throw pattern.Error($"the pattern is not supported ({error.Message})");
        }
    }

    private static BertNormalizer ReadBert(JsonField field)
    {
        bool lowercase = field.BooleanOr("lowercase", true);
        return new BertNormalizer(
            field.BooleanOr("clean_text", true),
            field.BooleanOr("handle_chinese_chars", true),
            field.BooleanOr("strip_accents", lowercase),
            lowercase);
    }
}
