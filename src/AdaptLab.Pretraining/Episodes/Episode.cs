using AdaptLab.Experiments.Prompting;

namespace AdaptLab.Pretraining.Episodes;

/// <summary>A prompt in the product's layout with its answers, as the model is trained to read it.</summary>
/// <param name="Ids">Tokens.</param>
/// <param name="Weights">For each token, how much predicting it counts; 0 for what is only read.</param>
/// <param name="Rows">The rows, in order.</param>
public sealed record Episode(int[] Ids, float[] Weights, IReadOnlyList<EpisodeRow> Rows);

/// <summary>A row of an episode.</summary>
/// <param name="Start">Position of its first token.</param>
/// <param name="Arrow">Position of the arrow: the answer follows, and rows of one class should have similar states here.</param>
/// <param name="Returns">Whether the very row stood earlier in the episode.</param>
public sealed record EpisodeRow(int Start, int Arrow, int Class, bool Returns);

/// <summary>Puts an episode together, up to a number of tokens.</summary>
internal sealed class EpisodeBuilder(int budget, Func<string, int[]> encode)
{
    private const float LaterTokenWeight = 0.25f;
    private readonly List<int> _ids = [];
    private readonly List<float> _weights = [];
    private readonly List<EpisodeRow> _rows = [];

    public int Rows => _rows.Count;

    public void Read(string text)
    {
        foreach (var id in encode(text)) Add(id, 0);
    }

    /// <returns>False, and nothing is added, when the row does not fit.</returns>
    public bool TryAddRow(int[] request, string answer, int @class, float weight, bool returns)
    {
        var continuation = encode(PromptLayout.Continuation(answer));
        if (_ids.Count + request.Length + continuation.Length > budget) return false;
        _rows.Add(new EpisodeRow(_ids.Count, _ids.Count + request.Length - 1, @class, returns));
        foreach (var id in request) Add(id, 0);
        for (var i = 0; i < continuation.Length; i++) Add(continuation[i], i == 0 ? weight : weight * LaterTokenWeight);
        return true;
    }

    public bool TryReadAndAnswer(string read, string request, string answer, float weight)
    {
        var (context, question, continuation) = (encode(read), encode(request), encode(PromptLayout.Continuation(answer)));
        if (_ids.Count + context.Length + question.Length + continuation.Length > budget) return false;
        foreach (var id in context) Add(id, 0);
        foreach (var id in question) Add(id, 0);
        foreach (var id in continuation) Add(id, weight);
        return true;
    }

    public Episode Build() => new([.. _ids], [.. _weights], _rows);

    private void Add(int id, float weight)
    {
        _ids.Add(id);
        _weights.Add(weight);
    }
}
