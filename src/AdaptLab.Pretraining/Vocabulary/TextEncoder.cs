using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace AdaptLab.Pretraining.Vocabulary;

/// <summary>Text to ids with a vocabulary that <see cref="BpeTrainer"/> made.</summary>
public sealed class TextEncoder
{
    public const string EndOfText = "<|endoftext|>";
    private readonly BpeTokenizer _tokenizer;

    public TextEncoder(BpeVocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        _tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary.Vocabulary.Select((token, id) => KeyValuePair.Create(token, id)))
        {
            Merges = vocabulary.Merges.Select(merge => $"{merge.Left} {merge.Right}"),
            PreTokenizer = new RegexPreTokenizer(ByteLevel.Words(), null),
            ByteLevel = true,
        });
    }

    public BpeVocabulary Vocabulary { get; }

    public int EndOfTextId => Vocabulary.Vocabulary.IndexOf(EndOfText);

    public int[] Encode(string text) => [.. _tokenizer.EncodeToIds(text, considerPreTokenization: true, considerNormalization: false)];

    public string Decode(IEnumerable<int> ids) => _tokenizer.Decode(ids);

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new SavedVocabulary(
        [.. Vocabulary.Vocabulary], [.. Vocabulary.Merges.Select(m => new[] { m.Left, m.Right })])));

    public static TextEncoder Load(string path)
    {
        var saved = JsonSerializer.Deserialize<SavedVocabulary>(File.ReadAllText(path))!;
        return new TextEncoder(new BpeVocabulary([.. saved.Vocabulary], [.. saved.Merges.Select(m => (m[0], m[1]))]));
    }

    private sealed record SavedVocabulary(string[] Vocabulary, string[][] Merges);
}
