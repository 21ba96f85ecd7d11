using System.Collections.Immutable;
using AdaptLab.Models.Native;
using AdaptLab.Reading;
using TorchSharp;
using TorchSharp.Modules;
using static AdaptLab.Reading.ReaderShape;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AdaptLab.Pretraining.Reading;

/// <summary>The reader's network as it is trained: the same numbers by the same names as the one that reads without torch, many questions at once.</summary>
internal sealed class ReaderModule : IDisposable
{
    private const double Dropout = 0.1;
    private const double Never = -1e9;

    private readonly Dictionary<string, Parameter> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _means = new(StringComparer.Ordinal);
    private readonly bool _trains;

    public ReaderModule(int dimensions, int seed)
    {
        _trains = true;
        manual_seed(seed);
        void Matrix(string name, int rows, int columns, double scale = 1) => _weights[name] = new Parameter(randn(rows, columns).mul(Scalars.Of(scale / Math.Sqrt(columns))));
        void Fill(string name, double value, params long[] shape) => _weights[name] = new Parameter(full(shape, Scalars.Of(value)));
        Matrix("frequent", WordInputs.FrequentCount + 1, FrequentWidth, 2);
        Matrix("suffix", WordInputs.SuffixCount + 1, SuffixWidth);
        Matrix("in", Width, Inputs(dimensions), 2);
        Fill("in_bias", 0, Width);
        Matrix("match", Width, ReaderInputs.MatchCount);
        Matrix("film", Width, Width, 0.5);
        foreach (var name in (string[])["pool", "start_own", "end_own", "none_pool", "none_own", "none_asked"]) Fill(name, 0, Width);
        foreach (var name in (string[])["start", "end"]) Matrix(name, Width, Width, 0.3);
        foreach (var name in (string[])["pair_first", "pair_last"]) Matrix(name, PairWidth, Width, 0.5);
        Fill("length", 0, ReaderInputs.LongestSpan);
        Fill("none", 0, 1);
        Fill("out_norm", 1, Width);
        void Gate(string name, int columns)
        {
            Fill($"{name}.norm", 1, Width);
            Matrix($"{name}.gate", 2 * Width, columns);
            Fill($"{name}.bias", 0, 2 * Width);
        }

        void Convolution(string name, int reach)
        {
            Gate(name, Width);
            Matrix($"{name}.taps", reach, Width, Math.Sqrt(Width) / Math.Sqrt(reach));
        }

        for (var i = 0; i < QuestionBlocks; i++) Convolution($"question{i}", QuestionReach);
        for (var i = 0; i < Steps.Length; i++) Convolution($"passage{i}", PassageReach);
        for (var i = 0; i < 2; i++)
        {
            Gate($"look{i}", 2 * Width);
            Matrix($"look{i}.looks", LookWidth, Width);
            Matrix($"look{i}.shows", LookWidth, Width);
        }
    }

    /// <summary>With weights of a reader: to compare the two, or to train on.</summary>
    public ReaderModule(ReaderWeights weights, bool trains = false)
    {
        _trains = trains;
        foreach (var (name, weight) in weights.Tensors)
            _weights[name] = new Parameter(tensor(weight.Values, [.. weight.Shape.Select(size => (long)size)]), requires_grad: trains);
    }

    public IEnumerable<Parameter> Parameters => _weights.Values;

    /// <summary>The mean over training of what has been learned: less restless than the last step.</summary>
    /// <param name="kept">Of the mean so far.</param>
    public void Average(double kept)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var held = kept.ToScalar();
        using var moved = (1 - kept).ToScalar();
        foreach (var (name, weight) in _weights)
            if (_means.TryGetValue(name, out var mean)) mean.mul_(held).add_(weight, alpha: moved);
            else _means[name] = weight.detach().clone().DetachFromDisposeScope();
    }

    public ReaderWeights Weights(string words) => new(words, (_means.Count > 0 ? _means : _weights.ToDictionary(pair => pair.Key, pair => (Tensor)pair.Value)).ToImmutableSortedDictionary(
        pair => pair.Key, pair => new ReaderTensor([.. pair.Value.shape.Select(size => (int)size)], pair.Value.detach().data<float>().ToArray()), StringComparer.Ordinal));

    public void Dispose()
    {
        foreach (var weight in _weights.Values.Concat(_means.Values)) weight.Dispose();
    }

    /// <summary>−log p of what is right, on average.</summary>
    public Tensor Loss(ReaderBatch batch)
    {
        var (spans, none) = Scores(batch);
        var all = cat([spans.flatten(1).Plus(batch.Allowed), none.unsqueeze(1)], 1);
        return (logsumexp(all, 1) - logsumexp(all.Plus(batch.Right), 1)).mean();
    }

    /// <returns>[questions, words, lengths] and [questions].</returns>
    public (Tensor Spans, Tensor None) Scores(ReaderBatch batch)
    {
        var words = Read(batch.Question);
        var asked = words;
        for (var i = 0; i < QuestionBlocks; i++) asked = Convolved(asked, batch.Question.Mask, $"question{i}", QuestionReach, 1);
        var question = Pooled(asked, batch.Question.Mask, "pool");

        var passage = Read(batch.Passage).Plus(F.linear(batch.Matches, _weights["match"]));
        passage = Looked(passage, words, batch.Question.Mask, "look0");
        passage = Convolved(passage, batch.Passage.Mask, "passage0", PassageReach, Steps[0]);
        passage = Convolved(passage, batch.Passage.Mask, "passage1", PassageReach, Steps[1]);
        passage = passage.Plus(F.linear(question, _weights["film"]).unsqueeze(1));
        passage = Looked(passage, asked, batch.Question.Mask, "look1");
        passage = Convolved(passage, batch.Passage.Mask, "passage2", PassageReach, Steps[2]);
        passage = Convolved(passage, batch.Passage.Mask, "passage3", PassageReach, Steps[3]);
        var read = Normed(passage, "out_norm");

        var start = read.matmul(F.linear(question, _weights["start"]).Plus(_weights["start_own"]).unsqueeze(2));
        var end = read.matmul(F.linear(question, _weights["end"]).Plus(_weights["end_own"]).unsqueeze(2)).squeeze(2);
        var (first, last) = (F.linear(read, _weights["pair_first"]), F.linear(read, _weights["pair_last"]));
        // [questions, words, lengths]: what stands so many words further on.
        const int more = ReaderInputs.LongestSpan - 1;
        var ends = F.pad(end, [0, more]).unfold(1, ReaderInputs.LongestSpan, 1);
        var lasts = F.pad(last, [0, 0, 0, more]).unfold(1, ReaderInputs.LongestSpan, 1);
        var spans = start.Plus(ends).Plus(_weights["length"]).Plus(first.unsqueeze(2).matmul(lasts).squeeze(2));

        var pooled = Pooled(read, batch.Passage.Mask, "none_pool");
        return (spans, (pooled * _weights["none_own"].Plus(question * _weights["none_asked"])).sum(1).Plus(_weights["none"]));
    }

    private Tensor Read(WordBatch words) => Dropped(F.linear(
        cat([words.Vectors, _weights["frequent"].index(words.Frequent), _weights["suffix"].index(words.Suffix), words.Traits], 2), _weights["in"], _weights["in_bias"]));

    private Tensor Normed(Tensor rows, string name) => rows * (rows * rows).mean([2], keepdim: true).Plus(1e-5).rsqrt() * _weights[name];

    /// <returns>Zero for a word, and what no softmax chooses where there is none.</returns>
    private static Tensor Padding(Tensor mask) => mask.sub(Scalars.Of(1)).mul(Scalars.Of(-Never));

    private Tensor Pooled(Tensor rows, Tensor mask, string name)
    {
        var shares = F.softmax(rows.matmul(_weights[name]).Plus(Padding(mask)), 1);
        return (rows * shares.unsqueeze(2)).sum(1);
    }

    private Tensor Convolved(Tensor rows, Tensor mask, string name, int reach, int step)
    {
        var normed = (Normed(rows, $"{name}.norm") * mask.unsqueeze(2)).transpose(1, 2);
        var taps = _weights[$"{name}.taps"].transpose(0, 1).unsqueeze(1);
        var mixed = F.conv1d(normed, taps, padding: reach / 2 * step, dilation: step, groups: Width).transpose(1, 2);
        return Gated(rows, mixed, name);
    }

    private Tensor Looked(Tensor rows, Tensor question, Tensor mask, string name)
    {
        var normed = Normed(rows, $"{name}.norm");
        var (looks, shows) = (F.linear(normed, _weights[$"{name}.looks"]), F.linear(question, _weights[$"{name}.shows"]));
        var near = looks.matmul(shows.transpose(1, 2)).div(Scalars.Of(Math.Sqrt(LookWidth))).Plus(Padding(mask).unsqueeze(1));
        var shares = F.softmax(F.pad(near, [0, 1]), 2).narrow(2, 0, near.shape[2]);
        var found = shares.matmul(question);
        return Gated(rows, Dropped(cat([found, found * normed], 2)), name);
    }

    private Tensor Gated(Tensor rows, Tensor found, string name) => rows.Plus(F.glu(F.linear(found, _weights[$"{name}.gate"], _weights[$"{name}.bias"]), 2));

    private Tensor Dropped(Tensor rows) => _trains ? F.dropout(rows, Dropout, training: true) : rows;
}
