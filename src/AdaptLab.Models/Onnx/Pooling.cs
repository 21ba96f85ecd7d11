using System.Numerics.Tensors;
using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Onnx;

/// <summary>How one vector is made of the states of a text's tokens: as sentence-transformers does it, by what `1_Pooling/config.json` says.</summary>
internal enum Pooling
{
    Mean,
    FirstToken,
    LastToken,
    Max,
}

internal static class PoolingConfig
{
    /// <summary>What the file calls each, in its older form ("pooling_mode_cls_token": true) and its newer ("pooling_mode": "cls").</summary>
    private static readonly (string Flag, string Name, Pooling? Pooling)[] Modes =
    [
        ("pooling_mode_mean_tokens", "mean", Pooling.Mean),
        ("pooling_mode_cls_token", "cls", Pooling.FirstToken),
        ("pooling_mode_lasttoken", "lasttoken", Pooling.LastToken),
        ("pooling_mode_max_tokens", "max", Pooling.Max),
        // The mean times a number is the mean again, once its length is one.
        ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", Pooling.Mean),
        ("pooling_mode_weightedmean_tokens", "weightedmean", null),
    ];

    /// <param name="file">Null where there is no such file: then it is the mean.</param>
    /// <exception cref="ModelLoadException">It asks for what is not supported.</exception>
    public static Pooling Read(JsonField? file)
    {
        if (file is not { } settings)
            return Pooling.Mean;
        var asked = settings.Optional("pooling_mode") is { Kind: System.Text.Json.JsonValueKind.String } name
            ? Modes.Where(mode => mode.Name == name.AsString()).ToArray()
            : Modes.Where(mode => settings.BooleanOr(mode.Flag, false)).ToArray();
        if (asked.Length == 0 && settings.Optional("pooling_mode") is null && settings.BooleanOr(Modes[0].Flag, true))
            return Pooling.Mean;
        return asked is [{ Pooling: { } pooling }] ? pooling
            : throw settings.Error("the pooling is not supported: one of mean, cls (the first token), lasttoken and max is");
    }

    /// <param name="states">[t, width], row by row.</param>
    /// <returns>Of length one.</returns>
    public static float[] Pool(this Pooling pooling, ReadOnlySpan<float> states, int width)
    {
        var vector = states[..width].ToArray();
        if (pooling == Pooling.LastToken)
            states[^width..].CopyTo(vector);
        for (var start = width; start < states.Length && pooling is Pooling.Mean or Pooling.Max; start += width)
        {
            // A sum is as good as a mean: the length becomes one.
            if (pooling == Pooling.Mean)
                TensorPrimitives.Add(vector, states.Slice(start, width), vector);
            else
                TensorPrimitives.Max(vector, states.Slice(start, width), vector);
        }

        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}
