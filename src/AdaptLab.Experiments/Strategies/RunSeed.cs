using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The seed of one run, from which every stage draws its own.</summary>
/// <remarks>Stages that shared one generator would shift each other: one more shot drawn would change the initialisation.</remarks>
public readonly record struct RunSeed(int Value)
{
    /// <summary>The seed of a stage ("sampling", "shuffling", "initialisation"): the same on every machine, never negative.</summary>
    public int For(string stage)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Value}/{stage}"));
        return BinaryPrimitives.ReadInt32LittleEndian(hash) & int.MaxValue;
    }
}
