using AdaptLab.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Transformer;

/// <summary>A low-rank adapter (Hu et al. 2021) around another projection: y = base(x) + scaling · B A dropout(x). With a
/// magnitude (DoRA, Liu et al. 2024) the sum's rows keep their direction and get a length that is learned:
/// W' = m / ‖W + scaling · B A‖ · (W + scaling · B A).</summary>
public sealed class LoraProjection : Projection
{
    private readonly double _dropout;
    private Tensor? _unmerged;

    /// <param name="inner">The layer that is adapted; its weights are not changed but by <see cref="Merge"/>.</param>
    /// <param name="a">[rank, in]</param>
    /// <param name="b">[out, rank]</param>
    /// <param name="scaling">alpha / rank, or alpha / √rank.</param>
    /// <param name="magnitude">[out], of DoRA; null for plain LoRA.</param>
    public LoraProjection(DenseProjection inner, Tensor a, Tensor b, double scaling, double dropout, Tensor? magnitude = null)
    {
        Inner = inner;
        A = a;
        B = b;
        Scaling = scaling;
        Magnitude = magnitude;
        _dropout = dropout;
    }

    public DenseProjection Inner { get; }

    public Tensor A { get; }

    public Tensor B { get; }

    /// <summary>The length of each output's row of weights; null without DoRA.</summary>
    public Tensor? Magnitude { get; }

    public double Scaling { get; }

    /// <summary>What is trained.</summary>
    public IEnumerable<Tensor> Trained => Magnitude is null ? [A, B] : [A, B, Magnitude];

    /// <summary>Dropout is applied while training only.</summary>
    public bool Training { get; set; }

    /// <summary>Where dropout draws from; null for what the whole process draws from.</summary>
    internal Generator? DropoutSource { get; set; }

    /// <summary>The magnitude of DoRA before any training: the rows' lengths as they are.</summary>
    /// <returns>[out], float32.</returns>
    public static Tensor InitialMagnitude(DenseProjection inner)
    {
        using var noGrad = no_grad();
        return RowNorms(inner.Weight.to(ScalarType.Float32));
    }

    /// <exception cref="InvalidOperationException">Another adapter is merged into <see cref="Inner"/>.</exception>
    public override Tensor Forward(Tensor x)
    {
        RefuseOtherMerged();
        if (_unmerged is not null) return Inner.Forward(x);
        var drops = Training && _dropout > 0;
        var read = drops ? x * DropoutMask(x) : x;
        var low = nn.functional.linear(read, A.to(x.dtype));                       // […, rank]
        var delta = nn.functional.linear(low, B.to(x.dtype)) * Scalars.Of(Scaling);   // […, out]
        if (Magnitude is null) return Inner.Forward(x).Plus(delta);

        // As PEFT has it: what is dropped is dropped from the adapter's part of the sum, not from the base.
        var plain = nn.functional.linear(read, Inner.Weight.to(x.dtype));
        var ratio = (Magnitude / DirectionNorms()).to(x.dtype);                    // [out]
        return Inner.Forward(x).Plus(plain * (ratio - Scalars.Of(1))).Plus(delta * ratio);
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
        Inner.Weight.copy_(MergedWeight(Inner.Weight));
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
        return new DenseProjection(MergedWeight(onto.Weight).DetachFromDisposeScope(), onto.Bias?.clone().DetachFromDisposeScope());
    }

    public override IEnumerable<(string Name, Tensor Weight)> Weights()
    {
        foreach (var (name, weight) in Inner.Weights()) yield return (name, weight);
        yield return ("lora_A.weight", A);
        yield return ("lora_B.weight", B);
        if (Magnitude is not null) yield return ("lora_magnitude_vector", Magnitude);
    }

    /// <summary>Frees the adapter, and takes it out of the base where it is merged.</summary>
    public override void Dispose()
    {
        Unmerge();
        foreach (var tensor in Trained) tensor.Dispose();
    }

    /// <returns>Of the shape of <paramref name="x"/>: 0 for what is dropped, and for the rest what keeps the expected sum.</returns>
    private Tensor DropoutMask(Tensor x) => DropoutSource is null
        ? nn.functional.dropout(ones_like(x), _dropout)
        : rand(x.shape, generator: DropoutSource).ge(Scalars.Of(_dropout)).to(x.dtype) * Scalars.Of(_dropout < 1 ? 1 / (1 - _dropout) : 0);

    /// <returns>[out, in], of the type of <paramref name="weight"/>; rounded once, at the end.</returns>
    private Tensor MergedWeight(Tensor weight)
    {
        var sum = weight.to(A.dtype).Plus(matmul(B, A) * Scalars.Of(Scaling));
        return (Magnitude is null ? sum : sum * (Magnitude / RowNorms(sum)).unsqueeze(1)).to(weight.dtype, copy: true);
    }

    /// <summary>Constant for the gradient, as the paper has it (section 4.3): that saves most of the memory and costs nothing in quality.</summary>
    private Tensor DirectionNorms()
    {
        using var noGrad = no_grad();
        return RowNorms(Inner.Weight.to(A.dtype).Plus(matmul(B, A) * Scalars.Of(Scaling)));
    }

    /// <param name="weight">[out, in]</param>
    /// <returns>[out]; of a row of zeros not quite zero, for it is divided by.</returns>
    private static Tensor RowNorms(Tensor weight) => (weight * weight).sum(1).sqrt().clamp_min(Scalars.Of(1e-12));

    private void RefuseOtherMerged()
    {
        if (Inner.Merged is { } other && other != this)
            throw new InvalidOperationException("Another adapter is merged into the same weights; unmerge it first.");
    }
}
