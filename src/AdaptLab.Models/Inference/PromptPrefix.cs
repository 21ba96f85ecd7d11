using AdaptLab.Models.Transformer;
using static TorchSharp.torch;

namespace AdaptLab.Models.Inference;

/// <summary>The beginning that many prompts share, read once.</summary>
public sealed class PromptPrefix : IDisposable
{
    private readonly int[] _ids;
    private readonly DecoderCache? _cache;

    private PromptPrefix(int[] ids, DecoderCache? cache)
    {
        _ids = ids;
        _cache = cache;
    }

    public static PromptPrefix Empty { get; } = new([], null);

    public int Length => _ids.Length;

    /// <exception cref="ArgumentException">Longer than the window.</exception>
    public static PromptPrefix Read(Decoder decoder, ReadOnlySpan<int> ids)
    {
        if (ids.IsEmpty) return Empty;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var cache = new DecoderCache(decoder.Config.Layers);
        decoder.Forward(Row(ids), cache);
        return new PromptPrefix(ids.ToArray(), cache);
    }

    /// <summary>What is left to read of a prompt, and a cache to read it into: the caller's own. A prompt with another
    /// beginning is read whole.</summary>
    internal (DecoderCache Cache, int[] Unread) Continue(Decoder decoder, ReadOnlySpan<int> prompt) =>
        _cache is not null && prompt.Length > _ids.Length && prompt.StartsWith(_ids)
            ? (_cache.Fork(), prompt[_ids.Length..].ToArray())
            : (new DecoderCache(decoder.Config.Layers), prompt.ToArray());

    /// <returns>[1, t]</returns>
    public static Tensor Row(ReadOnlySpan<int> ids)
    {
        var wide = new long[ids.Length];
        for (var i = 0; i < ids.Length; i++) wide[i] = ids[i];
        return tensor(wide).unsqueeze(0);
    }

    public void Dispose() => _cache?.Dispose();
}
