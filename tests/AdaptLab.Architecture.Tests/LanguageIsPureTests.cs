using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace AdaptLab.Architecture.Tests;

/// <summary>The language touches nothing outside the text that it is given. Seen from what its assembly refers to, so that
/// no comment or clever call hides it.</summary>
public sealed class LanguageIsPureTests
{
    private static readonly string[] Forbidden =
    [
        "System.IO", "System.Net", "System.Diagnostics", "System.Threading.Tasks", "System.Reflection", "System.Runtime.InteropServices",
        "System.Console", "System.DateTime", "System.DateTimeOffset", "System.TimeProvider", "System.Random", "System.GC",
        "Microsoft.Win32",
    ];

    /// <summary>What the compiler itself puts into every assembly, and what only holds or describes data.</summary>
    private static readonly string[] Harmless =
    [
        "System.Diagnostics.DebuggableAttribute", "System.Diagnostics.DebuggerBrowsableAttribute", "System.Diagnostics.DebuggerBrowsableState",
        "System.Diagnostics.DebuggerHiddenAttribute", "System.Diagnostics.UnreachableException", "System.Diagnostics.CodeAnalysis",
        "System.Reflection.Assembly*Attribute", "System.Reflection.DefaultMemberAttribute", "System.Reflection.MemberInfo",
        "System.Runtime.InteropServices.CollectionsMarshal", "System.Runtime.InteropServices.MemoryMarshal", "System.Runtime.InteropServices.ImmutableCollectionsMarshal",
        "System.Runtime.InteropServices.InAttribute",
    ];

    [Fact]
    public void It_refers_to_no_file_network_clock_process_or_thread() =>
        Assert.DoesNotContain(References(), IsForbidden);

    /// <summary>Iterators ask on which thread they are; nothing else of the environment is read.</summary>
    [Fact]
    public void It_reads_no_environment() =>
        Assert.DoesNotContain(Members("System.Environment"), m => m != "get_CurrentManagedThreadId");

    [Fact]
    public void It_refers_to_no_assembly_but_the_runtime() =>
        Assert.All(typeof(Language.Compilation).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name));

    [Fact]
    public void The_list_of_references_is_not_empty_by_mistake() =>
        Assert.Contains("System.String", References());

    private static bool IsForbidden(string type) =>
        Forbidden.Any(f => type == f || type.StartsWith(f + ".", StringComparison.Ordinal)) && !Harmless.Any(h => Matches(type, h));

    private static bool Matches(string type, string pattern) => pattern.Split('*') is [var start, var end]
        ? type.StartsWith(start, StringComparison.Ordinal) && type.EndsWith(end, StringComparison.Ordinal)
        : type == pattern || type.StartsWith(pattern + ".", StringComparison.Ordinal);

    private static List<string> References() => Read(metadata => metadata.TypeReferences.Select(t => Name(metadata, t)).ToList());

    private static List<string> Members(string type) => Read(metadata =>
        metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(m => m.Parent.Kind == HandleKind.TypeReference && Name(metadata, (TypeReferenceHandle)m.Parent) == type)
            .Select(m => metadata.GetString(m.Name))
            .ToList());

    private static string Name(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static T Read<T>(Func<MetadataReader, T> read)
    {
        using var file = new PEReader(File.OpenRead(typeof(Language.Compilation).Assembly.Location));
        return read(file.GetMetadataReader());
    }
}
