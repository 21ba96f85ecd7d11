using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Tests.Transformer;

/// <summary>The decoder once more, from its formulas and without a tensor library: one sequence, one token and one number
/// at a time, in double arithmetic.</summary>
internal sealed class PlainDecoder
{
    private readonly DecoderConfig _config;
    private readonly Dictionary<string, double[]> _weights;

    public PlainDecoder(Decoder decoder)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _config = decoder.Config;
        _weights = decoder.Weights().ToDictionary(w => w.Name, w => w.Weight.to(ScalarType.Float64).data<double>().ToArray(), StringComparer.Ordinal);
    }

    /// <returns>For each token the logits of the next one.</returns>
    public double[][] Logits(int[] ids)
    {
        var embedding = _weights["model.embed_tokens.weight"];
        var d = _config.HiddenSize;
        var x = ids.Select(id => embedding[(id * d)..((id + 1) * d)]).ToArray();
        for (var layer = 0; layer < _config.Layers; layer++) x = Block($"model.layers.{layer}.", x, hasPositions: _config.NopeInterval == 0 || (layer + 1) % _config.NopeInterval != 0);
        var head = _config.TieEmbeddings ? embedding : _weights["lm_head.weight"];
        return [.. x.Select(state => Multiply(head, Norm(state, "model.norm.weight")))];
    }

    private double[][] Block(string prefix, double[][] x, bool hasPositions)
    {
        var read = x.Select(state => Norm(state, prefix + "input_layernorm.weight")).ToArray();
        if (_config.ShortConvolution > 0) read = Convolve(read, _weights[prefix + "short_convolution.weight"]);
        var attended = Attend(prefix + "self_attn.", read, hasPositions);
        var between = x.Select((state, t) => Add(state, attended[t])).ToArray();
        return [.. between.Select(state => Add(state, FeedForward(prefix + "mlp.", Norm(state, prefix + "post_attention_layernorm.weight"))))];
    }

    private double[][] Attend(string prefix, double[][] x, bool hasPositions)
    {
        var s = _config.HeadSize;
        double[] Placed(double[] head, string norm, int position)
        {
            if (_config.QueryKeyNorm) head = Norm(head, prefix + norm + ".weight");
            return hasPositions ? Rotate(head, position) : head;
        }

        var queries = x.Select(state => Linear(prefix + "q_proj", state)).ToArray();
        var keys = x.Select(state => Linear(prefix + "k_proj", state)).ToArray();
        var values = x.Select(state => Linear(prefix + "v_proj", state)).ToArray();
        var result = new double[x.Length][];
        for (var t = 0; t < x.Length; t++)
        {
            var mixed = new double[_config.Heads * s];
            for (var head = 0; head < _config.Heads; head++)
            {
                var group = head / (_config.Heads / _config.KeyValueHeads);
                var query = Placed(queries[t][(head * s)..((head + 1) * s)], "q_norm", t);
                var scores = new double[t + 1];
                for (var u = 0; u <= t; u++)
                {
                    var key = Placed(keys[u][(group * s)..((group + 1) * s)], "k_norm", u);
                    for (var i = 0; i < s; i++) scores[u] += query[i] * key[i] / Math.Sqrt(s);
                }

                var total = scores.Sum(Math.Exp);
                for (var u = 0; u <= t; u++)
                    for (var i = 0; i < s; i++)
                        mixed[head * s + i] += Math.Exp(scores[u]) / total * values[u][group * s + i];
            }

            result[t] = Linear(prefix + "o_proj", mixed);
        }

        return result;
    }

    /// <summary>Turns each pair (i, i + s/2) by the angle position · θ^(−2i/s), which Llama 3's scaling divides where the
    /// wave is long, as it is written in the model's own code.</summary>
    private double[] Rotate(double[] head, int position)
    {
        var half = head.Length / 2;
        var turned = new double[head.Length];
        for (var i = 0; i < half; i++)
        {
            var frequency = Math.Pow(_config.RopeTheta, -2.0 * i / head.Length);
            if (_config.RopeScaling is { } scaling)
            {
                var wavelength = 2 * Math.PI / frequency;
                if (wavelength > scaling.OriginalWindow / scaling.LowFrequencyFactor)
                    frequency /= scaling.Factor;
                else if (wavelength >= scaling.OriginalWindow / scaling.HighFrequencyFactor)
                {
                    var smooth = (scaling.OriginalWindow / wavelength - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
                    frequency = ((1 - smooth) * frequency / scaling.Factor) + (smooth * frequency);
                }
            }

            var (sin, cos) = Math.SinCos(position * frequency);
            turned[i] = head[i] * cos - head[i + half] * sin;
            turned[i + half] = head[i + half] * cos + head[i] * sin;
        }

        return turned;
    }

    /// <summary>Every token gains the weighted states of itself and of the tokens before it.</summary>
    private double[][] Convolve(double[][] x, double[] weight)
    {
        var d = _config.HiddenSize;
        return [.. x.Select((state, t) => state.Select((value, i) =>
            value + Enumerable.Range(0, Math.Min(t + 1, _config.ShortConvolution)).Sum(back => weight[back * d + i] * x[t - back][i])).ToArray())];
    }

    private double[] FeedForward(string prefix, double[] x)
    {
        var gate = Linear(prefix + "gate_proj", x);
        var up = Linear(prefix + "up_proj", x);
        return Linear(prefix + "down_proj", [.. gate.Select((g, i) => g / (1 + Math.Exp(-g)) * up[i])]);
    }

    private double[] Norm(double[] x, string name)
    {
        var weight = _weights[name];
        var length = Math.Sqrt(x.Sum(value => value * value) / x.Length + _config.NormEpsilon);
        return [.. x.Select((value, i) => value / length * weight[i])];
    }

    private double[] Linear(string path, double[] x)
    {
        var y = Multiply(_weights[path + ".weight"], x);
        return _weights.TryGetValue(path + ".bias", out var bias) ? Add(y, bias) : y;
    }

    private static double[] Multiply(double[] matrix, double[] x)
    {
        var y = new double[matrix.Length / x.Length];
        for (var row = 0; row < y.Length; row++)
            for (var column = 0; column < x.Length; column++)
                y[row] += matrix[row * x.Length + column] * x[column];
        return y;
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
