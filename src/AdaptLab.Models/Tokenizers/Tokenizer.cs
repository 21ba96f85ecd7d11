using System.Collections.Immutable;
using System.Text;
using AdaptLab.Models.Tokenizers.Normalizers;
using AdaptLab.Models.Tokenizers.PreTokenizers;
using AdaptLab.Models.Tokenizers.WordModels;
using Decoder = AdaptLab.Models.Tokenizers.Decoders.Decoder;

namespace AdaptLab.Models.Tokenizers;

/// <summary>
/// A model's tokenizer, as Hugging Face's `tokenizer.json` describes it: text to token ids and back. Safe to use from several threads.
/// </summary>
/// <remarks>
/// The stages are those of the file (added tokens, normalizer, pre-tokenizer, word model, decoder). Of Microsoft.ML.Tokenizers
/// only the merging of byte-level words is used: it does not read `tokenizer.json`, and each stage says where it departs.
/// </remarks>
public sealed class Tokenizer
{
    private readonly TokenizerParts _parts;
    private readonly AddedTokenSearch? _inOriginal;
    private readonly AddedTokenSearch? _inNormalized;
    private readonly Dictionary<int, AddedToken> _addedById;
    private readonly Dictionary<string, int> _addedIds;

    internal Tokenizer(TokenizerParts parts)
    {
        _parts = parts;
        _addedById = parts.Added.ToDictionary(token => token.Id);
        _addedIds = parts.Added.ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);
        _inOriginal = Search(parts.Added.Where(token => !token.Normalized).Select(token => (token.Content, token)));
        _inNormalized = Search(parts.Added.Where(token => token.Normalized).Select(token => (Normalize(token.Content), token)));
        VocabularySize = parts.Added.Select(token => token.Id + 1).Append(parts.Vocabulary.Size).Max();
    }

    /// <summary>One more than the highest token id, added tokens included: the rows that an embedding needs at least.</summary>
    public int VocabularySize { get; }

    /// <summary>The tokens that the model expects before a text, such as a beginning-of-text mark; <see cref="Encode"/> does not add them.</summary>
    public ImmutableArray<int> Prefix => _parts.Template.Prefix;

    /// <summary>The tokens that the model expects after a text; <see cref="Encode"/> does not add them.</summary>
    public ImmutableArray<int> Suffix => _parts.Template.Suffix;

    /// <param name="path">A `tokenizer.json`, or the folder that holds it.</param>
    /// <exception cref="ModelLoadException">The file is missing, damaged, or asks for what is not supported.</exception>
    public static Tokenizer Load(string path) => TokenizerReader.Read(path);

    /// <summary>The id of a token as the vocabulary spells it, or null.</summary>
    public int? TokenId(string token) => _addedIds.TryGetValue(token, out int id) ? id : _parts.Vocabulary.Id(token);

    /// <summary>The vocabulary's spelling of a token, or null where the id is none.</summary>
    public string? Token(int id) => _addedById.TryGetValue(id, out var added) ? added.Content : _parts.Vocabulary.Token(id);

    /// <param name="text">Any text; halves of surrogate pairs count as U+FFFD.</param>
    /// <param name="recogniseSpecial">Whether special tokens spelled out in the text are that token; false for text that is not to be trusted with them.</param>
    public int[] Encode(string text, bool recogniseSpecial = true) => [.. EncodeToList(text, recogniseSpecial)];

    /// <summary>A text as it is cut where it goes on from another. By itself it may be cut otherwise: SentencePiece puts a space
    /// before whatever it is given, also before what begins with one.</summary>
    /// <param name="before">The end of what it goes on from. Where the two are cut across their seam, the text is cut by itself.</param>
    public int[] EncodeAfter(string before, string text, bool recogniseSpecial = true)
    {
        var (head, whole) = (Encode(before, recogniseSpecial), Encode(before + text, recogniseSpecial));
        return whole.AsSpan().StartsWith(head) ? whole[head.Length..] : Encode(text, recogniseSpecial);
    }

    /// <summary>How many tokens <see cref="Encode"/> gives.</summary>
    public int Count(string text, bool recogniseSpecial = true) => EncodeToList(text, recogniseSpecial).Count;

    /// <summary>The text of the tokens; ids that are none, and special tokens unless wanted, are left out.</summary>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = true)
    {
        var tokens = new List<string>(ids.Length);
        foreach (int id in ids)
        {
            if (_addedById.TryGetValue(id, out var added))
            {
                if (!(added.Special && skipSpecial))
                    tokens.Add(added.Content);
            }
            else if (_parts.Vocabulary.Token(id) is { } token)
            {
                tokens.Add(token);
            }
        }
        return string.Concat(_parts.Decoder.Decode(tokens));
    }

    private List<int> EncodeToList(string text, bool recogniseSpecial)
    {
        text = WithoutLoneSurrogates(text);
        var ids = new List<int>(text.Length / 3 + 1);
        foreach (var (range, added) in Split(_inOriginal, text, recogniseSpecial))
        {
            if (added is not null)
                ids.Add(added.Id);
            else
                AppendNormalized(Normalize(text[range]), range.Start.Value == 0, recogniseSpecial, ids);
        }
        return ids;
    }

    private void AppendNormalized(string text, bool first, bool recogniseSpecial, List<int> ids)
    {
        var words = new List<ReadOnlyMemory<char>>(text.Length / 4 + 1);
        foreach (var (range, added) in Split(_inNormalized, text, recogniseSpecial))
        {
            if (added is not null)
            {
                ids.Add(added.Id);
                continue;
            }
            words.Clear();
            _parts.Splitter.Split(text.AsMemory(range), first && range.Start.Value == 0, words);
            foreach (var word in words)
                _parts.Model.Encode(word.Span, ids);
        }
    }

    private static IEnumerable<(Range Range, AddedToken? Token)> Split(AddedTokenSearch? search, string text, bool recogniseSpecial)
    {
        if (search is not null)
            return search.Split(text, recogniseSpecial);
        return text.Length == 0 ? [] : [(0..text.Length, null)];
    }

    private string Normalize(string text) => _parts.Normalizer is null ? text : _parts.Normalizer.Normalize(text);

    private static AddedTokenSearch? Search(IEnumerable<(string Content, AddedToken Token)> tokens) =>
        tokens.Where(token => token.Content.Length > 0).ToArray() is { Length: > 0 } some ? new AddedTokenSearch(some) : null;

    private static string WithoutLoneSurrogates(string text)
    {
        if (!PlaneFolding.IsNeeded(text))
            return text;
        // Enumerating runes replaces them; text that has none comes out as it was.
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune);
        return whole.ToString();
    }
}

/// <summary>The stages of a tokenizer.</summary>
internal sealed record TokenizerParts(
    Vocabulary Vocabulary,
    IReadOnlyList<AddedToken> Added,
    Normalizer? Normalizer,
    PreTokenizer Splitter,
    WordModel Model,
    Decoder Decoder,
    TextTemplate Template);

/// <summary>The tokens around a single text.</summary>
internal sealed record TextTemplate(ImmutableArray<int> Prefix, ImmutableArray<int> Suffix)
{
    public static TextTemplate None { get; } = new([], []);
}
