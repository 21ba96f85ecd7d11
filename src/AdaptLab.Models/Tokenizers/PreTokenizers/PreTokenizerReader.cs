using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Tokenizers.PreTokenizers;

/// <summary>Builds a <see cref="PreTokenizer"/> from the `pre_tokenizer` part of `tokenizer.json`.</summary>
internal static class PreTokenizerReader
{
    // Rust's is_punctuation, as the BERT and Punctuation kinds use it: every ASCII sign, and Unicode's punctuation.
    private const string PunctuationPattern = @"[!-/:-@\[-`{-~\p{P}]";
    private static readonly PreTokenizer Whole = new PreTokenizerSequence([]);

    /// <returns>The splitter, and whether words are to be spelled in <see cref="ByteAlphabet"/>.</returns>
    public static (PreTokenizer Splitter, bool ByteLevel) Read(JsonField? field)
    {
        if (field is null)
            return (Whole, false);
        var stages = new List<PreTokenizer>();
        bool byteLevel = false;
        Append(field.Value, stages, ref byteLevel);
        return (stages is [var only] ? only : new PreTokenizerSequence(stages), byteLevel);
    }

    private static void Append(JsonField field, List<PreTokenizer> stages, ref bool byteLevel)
    {
        // What follows the byte level would see its spelling instead of the text.
        if (byteLevel)
            throw field.Error("a stage after ByteLevel is not supported");

        string type = field.Required("type").AsString();
        switch (type)
        {
            case "Sequence":
                foreach (var stage in field.Required("pretokenizers").Items())
                    Append(stage, stages, ref byteLevel);
                break;
            case "ByteLevel":
                byteLevel = true;
                if (field.BooleanOr("add_prefix_space", true))
                    stages.Add(new PrefixSpace());
                if (field.BooleanOr("use_regex", true))
                    stages.Add(RegexSplit.Gpt2);
                break;
            case "Split":
                stages.Add(ReadSplit(field));
                break;
            case "Digits":
                stages.Add(RegexSplit.Create(@"\p{N}", field.BooleanOr("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous));
                break;
            case "Punctuation":
                stages.Add(RegexSplit.Create(PunctuationPattern, ReadBehavior(field, SplitBehavior.Isolated)));
                break;
            case "Whitespace":
                stages.Add(RegexSplit.Create(@"\w+|[^\w\s]+", SplitBehavior.Removed, invert: true));
                break;
            case "WhitespaceSplit":
                stages.Add(RegexSplit.Create(@"\s", SplitBehavior.Removed));
                break;
            case "BertPreTokenizer":
                stages.Add(RegexSplit.Create(@"\s", SplitBehavior.Removed));
                stages.Add(RegexSplit.Create(PunctuationPattern, SplitBehavior.Isolated));
                break;
            case "Metaspace":
                stages.Add(ReadMetaspace(field));
                break;
            default:
                throw field.Error($"the pre-tokenizer '{type}' is not supported");
        }
    }

    private static RegexSplit ReadSplit(JsonField field)
    {
        string pattern = TextPattern.Read(field.Required("pattern"));
        if (PlaneFolding.IsNeeded(pattern))
            throw field.Error("characters beyond U+FFFF in a pattern are not supported");
        try
        {
            return RegexSplit.Create(pattern, ReadBehavior(field, otherwise: null), field.BooleanOr("invert", false));
        }
        catch (ArgumentException error)
        {
            throw field.Error($"the pattern is not supported ({error.Message})");
        }
    }

    private static SplitBehavior ReadBehavior(JsonField field, SplitBehavior? otherwise)
    {
        if (otherwise is { } value && field.Optional("behavior") is null)
            return value;
        var behavior = field.Required("behavior");
        return behavior.AsString() switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            _ => throw behavior.Error($"the behaviour {behavior} is not supported"),
        };
    }

    private static Metaspace ReadMetaspace(JsonField field)
    {
        var (replacement, prepend) = MetaspaceSettings.Read(field);
        return new Metaspace(replacement, prepend, field.BooleanOr("split", true));
    }
}

/// <summary>What a Metaspace pre-tokenizer and a Metaspace decoder have in common.</summary>
internal static class MetaspaceSettings
{
    public static (string Replacement, Metaspace.Prepend Prepend) Read(JsonField field)
    {
        var prepend = field.Optional("prepend_scheme") is { } scheme
            ? scheme.AsString() switch
            {
                "always" => Metaspace.Prepend.Always,
                "first" => Metaspace.Prepend.First,
                "never" => Metaspace.Prepend.Never,
                _ => throw scheme.Error($"the scheme {scheme} is not supported"),
            }
            // Files from before the schemes.
            : field.BooleanOr("add_prefix_space", true) ? Metaspace.Prepend.Always : Metaspace.Prepend.Never;
        string replacement = field.StringOr("replacement", "▁");
        return replacement.Length == 0 ? throw field.Error("the replacement is empty") : (replacement, prepend);
    }
}
