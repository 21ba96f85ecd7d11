using System.Collections.Concurrent;
using TorchSharp;

namespace AdaptLab.Models.Native;

/// <summary>
/// Numbers for torch that live as long as the process. TorchSharp hands a scalar's native memory over and then forgets the
/// object, so that its finalizer may free that memory while the call still reads it: seen, rarely and under load, as
/// "Unknown scalar type" and "Expected false to be true". Tensors are safe, for their dispose scope holds them.
/// </summary>
/// <remarks>For constants: what is asked for is kept. A number that changes with every step is a <c>using var</c>.</remarks>
public static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Kept = new();

    private static readonly Scalar One = Of(1);

    /// <returns>The same object for the same value.</returns>
    public static Scalar Of(double value) => Kept.GetOrAdd(value, static number => number.ToScalar());

    /// <summary>The sum. Within the binding `one + other` is `one + 1 · other`, with a 1 that nothing holds.</summary>
    public static torch.Tensor Plus(this torch.Tensor one, torch.Tensor other) => one.add(other, One);

    /// <summary>The sum of each number and a constant.</summary>
    public static torch.Tensor Plus(this torch.Tensor one, double constant) => one.add(Of(constant), One);

    /// <summary>Adds a constant to each number, in place.</summary>
    public static torch.Tensor PlusInPlace(this torch.Tensor one, double constant) => one.add_(Of(constant), One);
}
