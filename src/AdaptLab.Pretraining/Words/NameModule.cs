using AdaptLab.Models.Native;
using AdaptLab.Words;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Words;

/// <summary><see cref="LabelNames"/> as they are trained: a vector for each word of a name, and what all of them have in common, which
/// directions of meaning are to be stretched. Multiplied, that is a vector for each word again.</summary>
internal sealed class NameModule : IDisposable
{
    private readonly Dictionary<string, int> _places;
    private readonly int _dimensions;
    private readonly Parameter _words, _stretch, _logScale;

    /// <param name="words">Each once.</param>
    public NameModule(IReadOnlyList<string> words, int dimensions, double scale)
    {
        _places = words.Index().ToDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal);
        _dimensions = dimensions;
        _words = new Parameter(zeros(words.Count, dimensions));
        _stretch = new Parameter(eye(dimensions));
        _logScale = new Parameter(tensor((float)Math.Log(scale)));
    }

    public IEnumerable<Parameter> Parameters => [_words, _stretch, _logScale];

    /// <param name="meanings">[n, dimensions] row after row.</param>
    /// <param name="names">The words of each; none of one that is to say nothing.</param>
    /// <returns>[n, names]</returns>
    public Tensor Logits(float[] meanings, IReadOnlyList<string[]> names) =>
        tensor(meanings, meanings.Length / _dimensions, _dimensions).matmul(_stretch).matmul(matmul(Shares(names), _words).t()) * _logScale.exp();

    /// <summary>So that a word which few texts speak of stays near nothing.</summary>
    public Tensor Penalty(double ofNames, double ofStretch)
    {
        var stretched = _stretch - eye(_dimensions);
        return (_words * _words).sum().mul(Scalars.Of(ofNames)).Plus((stretched * stretched).sum().mul(Scalars.Of(ofStretch)));
    }

    /// <returns>[words, dimensions] row after row: their products with meanings are logits.</returns>
    public float[] Vectors(float factor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return (matmul(_words, _stretch.t()) * _logScale.exp()).mul(Scalars.Of(factor)).data<float>().ToArray();
    }

    public void Dispose()
    {
        foreach (var parameter in Parameters) parameter.Dispose();
    }

    /// <returns>[names, words]: as <see cref="LabelNames"/> sum them up.</returns>
    private Tensor Shares(IReadOnlyList<string[]> names)
    {
        var shares = new float[names.Count * _places.Count];
        for (var i = 0; i < names.Count; i++)
            foreach (var word in names[i])
                shares[(i * _places.Count) + _places[word]] += 1 / MathF.Sqrt(names[i].Length);

        return tensor(shares, names.Count, _places.Count);
    }
}
