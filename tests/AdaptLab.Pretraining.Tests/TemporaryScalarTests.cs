using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Models.Native;

namespace AdaptLab.Pretraining.Tests;

/// <summary>No number reaches torch as an object that nothing holds (<see cref="Scalars"/> says why).</summary>
public class TemporaryScalarTests
{
    [Theory]
    [InlineData(typeof(Scalars))]
    [InlineData(typeof(ModelSession))]
    [InlineData(typeof(PretrainingRun))]
    public void Numbers_for_torch_are_kept_alive(Type inAssembly)
    {
        using var file = new PEReader(File.OpenRead(inAssembly.Assembly.Location));
        var uses = Uses(file, file.GetMetadataReader()).ToList();
        Assert.True(uses.Count == 0, $"Write Scalars.Of(…) for a constant, `using var` with ToScalar() for a number that changes, x * x for a square and x.Plus(y) for a sum, in {string.Join(", ", uses)}.");
    }

    private static IEnumerable<string> Uses(PEReader file, MetadataReader metadata)
    {
        var conversions = metadata.MemberReferences.Where(member => Converts(metadata, metadata.GetMemberReference(member)))
            .Select(member => MetadataTokens.GetToken(member)).ToHashSet();
        foreach (var method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0))
        {
            var code = file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!;
            // A call is its code and the token of what is called; that other bytes look like one is not to be feared.
            for (var at = 0; at + 4 < code.Length; at++)
            {
                if (code[at] is 0x28 or 0x6F && conversions.Contains(BitConverter.ToInt32(code, at + 1)))
                    yield return $"{metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name)}.{metadata.GetString(method.Name)}";
            }
        }
    }

    /// <summary>Makes a number a scalar for one call: by the conversion itself, by an operator between a tensor and a number, or within
    /// the binding: a square is a power of 2 there, and a sum that of one and 1 times the other.</summary>
    private static bool Converts(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference || member.GetKind() != MemberReferenceKind.Method)
            return false;
        var (type, name) = (metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name), metadata.GetString(member.Name));
        return (type == "Scalar" && name == "op_Implicit")
            || (type == "Tensor" && name is "square" or "square_" or "op_Addition")
            || (type == "Tensor" && name is "add" or "add_" && Parameters(metadata.GetBlobReader(member.Signature)) == 1)
            || (type == "Tensor" && name.StartsWith("op_", StringComparison.Ordinal) && TakesNumber(metadata.GetBlobReader(member.Signature)));
    }

    private static int Parameters(BlobReader signature)
    {
        _ = signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger();
    }

    private static bool TakesNumber(BlobReader signature)
    {
        _ = signature.ReadSignatureHeader();
        var types = signature.ReadCompressedInteger() + 1;
        for (var i = 0; i < types; i++)
        {
            var code = signature.ReadSignatureTypeCode();
            if (code is >= SignatureTypeCode.SByte and <= SignatureTypeCode.Double)
                return true;
            if (code == SignatureTypeCode.TypeHandle)
                _ = signature.ReadTypeHandle();
        }

        return false;
    }
}
