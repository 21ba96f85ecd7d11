using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Transformer;

/// <summary>A low-rank adapter (Hu et al. 2021) around another projection: y = base(x) + scaling · B A dropout(x).</summary>
public sealed class LoraProjection : Projection
{
    private readonly double _dropout;
    private Tensor? _unmerged;

    /// <param name="inner">The layer that is adapted; its weights are not changed but by <see cref="Merge"/>.</param>
    /// <param name="a">[rank, in]</param>
    /// <param name="b">[out, rank]</param>
    /// <param name="scaling">alpha / rank.</param>
    public LoraProjection(DenseProjection inner, Tensor a, Tensor b, double scaling, double dropout)
    {
        Inner = inner;
        A = a;
        B = b;
        Scaling = scaling;
        _dropout = dropout;
    }

    public DenseProjection Inner { get; }

    public Tensor A { get; }

    public Tensor B { get; }

    public double Scaling { get; }

    /// <summary>Dropout is applied while training only.</summary>
    public bool Training { get; set; }

    /// <exception cref="InvalidOperationException">Another adapter is merged into <see cref="Inner"/>.</exception>
    public override Tensor Forward(Tensor x)
    {
        RefuseOtherMerged();
        var y = Inner.Forward(x);
        if (_unmerged is not null) return y;
        var read = Training && _dropout > 0 ? nn.functional.dropout(x, _dropout) : x;
        var low = nn.functional.linear(read, A.to(x.dtype));                       // […, rank]
        return y + nn.functional.linear(low, B.to(x.dtype)) * Scaling;             // […, out]
    }

    /// <summary>Adds the adapter to the base weights, so that it costs nothing at inference; a second call changes nothing.
    /// Every decoder on that base computes with it until <see cref="Unmerge"/> or <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">Another adapter is merged into <see cref="Inner"/>.</exception>
    public void Merge()
    {
        if (_unmerged is not null) return;
        RefuseOtherMerged();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var before = Inner.Weight.clone();
        Inner.Weight.add_((matmul(B, A) * Scaling).to(Inner.Weight.dtype));
        // Kept whole: subtracting the delta again would not restore the base exactly, for rounding.
        _unmerged = before.DetachFromDisposeScope();
        Inner.Merged = this;
    }

    public void Unmerge()
    {
        if (_unmerged is null) return;
        using var noGrad = no_grad();
        // In another order than the owner's, the base may be gone already.
        if (!Inner.Weight.IsInvalid) Inner.Weight.copy_(_unmerged);
        _unmerged.Dispose();
        _unmerged = null;
        Inner.Merged = null;
    }

    /// <summary>A plain layer of its own with the adapter added to it; this one and the base stay as they are.</summary>
    public DenseProjection Merged(DenseProjection onto)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var delta = (matmul(B, A) * Scaling).to(onto.Weight.dtype);
        return new DenseProjection((onto.Weight + delta).DetachFromDisposeScope(), onto.Bias?.clone().DetachFromDisposeScope());
    }

    public override IEnumerable<(string Name, Tensor Weight)> Weights()
    {
        foreach (var (name, weight) in Inner.Weights()) yield return (name, weight);
        yield return ("lora_A.weight", A);
        yield return ("lora_B.weight", B);
    }

    /// <summary>Frees the adapter, and takes it out of the base where it is merged.</summary>
    public override void Dispose()
    {
        Unmerge();
        A.Dispose();
        B.Dispose();
    }

    private void RefuseOtherMerged()
    {
        if (Inner.Merged is { } other && other != this)
            throw new InvalidOperationException("Another adapter is merged into the same weights; unmerge it first.");
    }
}
