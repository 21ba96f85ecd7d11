using System.Collections.Immutable;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Tokenizers.Decoders;
using AdaptLab.Models.Tokenizers.Normalizers;
using AdaptLab.Models.Tokenizers.PreTokenizers;
using AdaptLab.Models.Tokenizers.WordModels;

namespace AdaptLab.Models.Tokenizers;

/// <summary>Reads `tokenizer.json`. What is not supported is refused by name: a tokenizer that is almost right spoils every result silently.</summary>
internal static class TokenizerReader
{
    public static Tokenizer Read(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, "tokenizer.json") : path;
        var root = JsonField.ReadFile(file, Mend(file));
        var model = root.Required("model");
        var vocabulary = Vocabulary.Read(model.Required("vocab"));
        var (splitter, byteLevel) = PreTokenizerReader.Read(root.Optional("pre_tokenizer"));
        return new Tokenizer(new TokenizerParts(
            vocabulary,
            ReadAddedTokens(root.Optional("added_tokens")),
            NormalizerReader.Read(root.Optional("normalizer")),
            splitter,
            ReadModel(model, vocabulary, byteLevel),
            DecoderReader.Read(root.Optional("decoder")),
            root.Optional("post_processor") is { } processor ? ReadTemplate(processor) : TextTemplate.None));
    }

    private static string Mend(string file)
    {
        string? folder = Path.GetDirectoryName(file);
        bool hasOther = folder is not null && (File.Exists(Path.Combine(folder, "tokenizer.model")) || File.Exists(Path.Combine(folder, "vocab.txt")) || File.Exists(Path.Combine(folder, "merges.txt")));
        return hasOther
            ? "The folder holds an older tokenizer format; load it once with Hugging Face's AutoTokenizer and save it, which writes tokenizer.json."
            : "Put the model's tokenizer.json there, beside its config.json.";
    }

    private static WordModel ReadModel(JsonField model, Vocabulary vocabulary, bool byteLevel)
    {
        // The earliest files name no type; only byte pair encodings have merges.
        string type = model.Optional("type")?.AsString() ?? (model.Optional("merges") is null ? "unnamed" : "BPE");
        return type switch
        {
            "BPE" => ReadBpe(model, vocabulary, byteLevel),
            "WordPiece" when !byteLevel => ReadWordPiece(model, vocabulary),
            _ => throw model.Error($"the model '{type}'{(byteLevel ? " with byte level" : "")} is not supported; supported are BPE and WordPiece"),
        };
    }

    private static WordModel ReadBpe(JsonField model, Vocabulary vocabulary, bool byteLevel)
    {
        foreach (string affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.StringOr(affix, "").Length > 0)
                throw model.Error($"'{affix}' is not supported");
        }
        if (model.DoubleOr("dropout", 0) != 0)
            throw model.Error("'dropout' makes tokens random and is not supported; set it to null");

        var merges = model.Required("merges").Items().Select(merge => ReadMerge(merge, vocabulary)).ToArray();
        bool ignoreMerges = model.BooleanOr("ignore_merges", false);
        bool byteFallback = model.BooleanOr("byte_fallback", false);
        if (byteLevel && !byteFallback)
            return new ByteLevelBpe(vocabulary, merges, ignoreMerges);
        if (byteLevel)
            throw model.Error("'byte_fallback' with a ByteLevel pre-tokenizer is not supported");
        var unknown = new BpeUnknown(ReadUnknown(model, vocabulary), model.BooleanOr("fuse_unk", false), byteFallback);
        return new CharacterBpe(vocabulary, merges, unknown, ignoreMerges);
    }

    private static Merge ReadMerge(JsonField merge, Vocabulary vocabulary)
    {
        string[] pair = merge.Kind == System.Text.Json.JsonValueKind.Array
            ? merge.Items().Select(item => item.AsString()).ToArray()
            : merge.AsString().Split(' ');
        if (pair.Length != 2)
            throw merge.Error($"expected two tokens, found {merge}");
        return new Merge(Known(pair[0]), Known(pair[1]), Known(pair[0] + pair[1]));

        int Known(string token) => vocabulary.Id(token) ?? throw merge.Error($"the token '{token}' is not in the vocabulary");
    }

    private static int? ReadUnknown(JsonField model, Vocabulary vocabulary) =>
        model.Optional("unk_token") is not { } token ? null
        : vocabulary.Id(token.AsString()) ?? throw token.Error($"the token {token} is not in the vocabulary");

    private static WordPiece ReadWordPiece(JsonField model, Vocabulary vocabulary)
    {
        int unknown = ReadUnknown(model, vocabulary) ?? throw model.Error("'unk_token' is missing");
        return new WordPiece(vocabulary, unknown, model.StringOr("continuing_subword_prefix", "##"), model.Int32Or("max_input_chars_per_word", 100));
    }

    private static AddedToken[] ReadAddedTokens(JsonField? field)
    {
        if (field is null)
            return [];
        var tokens = new List<AddedToken>();
        var ids = new HashSet<int>();
        var contents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in field.Value.Items())
        {
            bool special = item.BooleanOr("special", false);
            var token = new AddedToken(
                item.Required("id").AsInt32(),
                item.Required("content").AsString(),
                special,
                item.BooleanOr("single_word", false),
                item.BooleanOr("lstrip", false),
                item.BooleanOr("rstrip", false),
                item.BooleanOr("normalized", !special));
            if (token.Id is < 0 or > Vocabulary.MaximumId)
                throw item.Error($"{token.Id} is no possible token id (0 to {Vocabulary.MaximumId})");
            if (!ids.Add(token.Id) || !contents.Add(token.Content))
                throw item.Error($"the token '{token.Content}' or its id {token.Id} occurs twice");
            tokens.Add(token);
        }
        return [.. tokens];
    }

    private static TextTemplate ReadTemplate(JsonField processor)
    {
        string type = processor.Required("type").AsString();
        return type switch
        {
            "ByteLevel" => TextTemplate.None,
            "TemplateProcessing" => ReadTemplateProcessing(processor),
            "BertProcessing" or "RobertaProcessing" => new TextTemplate([IdOf(processor, "cls")], [IdOf(processor, "sep")]),
            "Sequence" => processor.Required("processors").Items().Select(ReadTemplate).Aggregate(TextTemplate.None, (inner, outer) =>
                new TextTemplate([.. outer.Prefix, .. inner.Prefix], [.. inner.Suffix, .. outer.Suffix])),
            _ => throw processor.Error($"the post-processor '{type}' is not supported"),
        };

        static int IdOf(JsonField processor, string name) =>
            processor.Required(name).Items().ToArray() is [_, var id] ? id.AsInt32() : throw processor.Error($"'{name}' is not a token and its id");
    }

    private static TextTemplate ReadTemplateProcessing(JsonField processor)
    {
        var prefix = ImmutableArray.CreateBuilder<int>();
        var suffix = ImmutableArray.CreateBuilder<int>();
        bool seenText = false;
        foreach (var piece in processor.Required("single").Items())
        {
            if (piece.Optional("Sequence") is not null)
            {
                seenText = true;
                continue;
            }
            string name = piece.Required("SpecialToken").Required("id").AsString();
            var ids = processor.Required("special_tokens").Required(name).Required("ids").Items().Select(id => id.AsInt32());
            (seenText ? suffix : prefix).AddRange(ids);
        }
        return new TextTemplate(prefix.ToImmutable(), suffix.ToImmutable());
    }
}
