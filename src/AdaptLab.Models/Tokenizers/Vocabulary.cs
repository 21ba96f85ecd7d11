using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Tokenizers;

/// <summary>The tokens and their ids, both ways, without the added ones.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private readonly string?[] _tokens;

    private Vocabulary(Dictionary<string, int> ids, string?[] tokens)
    {
        _ids = ids;
        _idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = tokens;
    }

    /// <summary>One more than the highest id; there may be holes below.</summary>
    public int Size => _tokens.Length;

    public IReadOnlyDictionary<string, int> Ids => _ids;

    public int? Id(ReadOnlySpan<char> token) => _idsBySpan.TryGetValue(token, out int id) ? id : null;

    public string? Token(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    public static Vocabulary Read(JsonField vocab)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int highest = -1;
        foreach (var (token, field) in vocab.Members())
        {
            int id = field.AsInt32();
            if (id is < 0 or > MaximumId)
                throw field.Error($"{id} is no possible token id (0 to {MaximumId})");
            ids.Add(token, id);
            highest = Math.Max(highest, id);
        }
        if (ids.Count == 0)
            throw vocab.Error("the vocabulary is empty");

        var tokens = new string?[highest + 1];
        foreach (var (token, id) in ids)
        {
            if (tokens[id] is { } other)
                throw vocab.Error($"id {id} is given to both '{other}' and '{token}'");
            tokens[id] = token;
        }
        return new Vocabulary(ids, tokens);
    }

    /// <summary>Far above any real vocabulary; keeps a damaged file from asking for gigabytes.</summary>
    public const int MaximumId = 16_777_215;
}
