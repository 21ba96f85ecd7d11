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

    /// <returns>The same object for the same value.</returns>
    public static Scalar Of(double value) => Kept.GetOrAdd(value, static number => number.ToScalar());
}
