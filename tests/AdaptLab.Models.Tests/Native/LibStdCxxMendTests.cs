using System.Runtime.InteropServices;
using AdaptLab.Models.Native;

namespace AdaptLab.Models.Tests.Native;

public sealed class LibStdCxxMendTests
{
    private static readonly byte[] NewerSymbol = "_ZSt21ios_base_library_initv"u8.ToArray();

    [SkippableFact]
    public void A_mended_library_differs_in_a_few_bytes_and_mending_it_again_changes_nothing()
    {
        var original = Library();
        var mended = Mend(original);
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != mended[i]).ToArray();
        // A name's offset (4 bytes), a version's index (2) and a flag (2).
        Assert.InRange(changed.Length, 2, 8);
        Assert.Equal(mended, Mend(mended));
    }

    [SkippableFact]
    public void Mending_gives_the_same_bytes_each_time() => Assert.Equal(Mend(Library()), Mend(Library()));

    [SkippableFact]
    public void A_mended_library_loads()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the library is Linux's");
        TorchNative.EnsureLoaded();
        using var folder = new TemporaryFolder();
        var path = folder.File("libMended.so");
        File.WriteAllBytes(path, Mend(Library()));
        var handle = NativeLibrary.Load(path);
        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_dispose", out _));
        NativeLibrary.Free(handle);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a library at all, but long enough to be taken for one by its size alone")]
    public void A_file_of_another_kind_is_refused(string text)
    {
        var message = Refuse(System.Text.Encoding.ASCII.GetBytes(text));
        Assert.Contains("x.so", message, StringComparison.Ordinal);
        Assert.Contains("not a 64-bit little-endian ELF file", message, StringComparison.Ordinal);
        Assert.Contains("Install libstdc++", message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_library_cut_short_is_refused()
    {
        var library = Library();
        foreach (var length in (int[])[64, 1000, library.Length / 2, library.Length - 100])
            Assert.Contains("Install libstdc++", Refuse(library[..length]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_library_without_the_newer_symbol_is_refused()
    {
        var library = Library();
        library[library.AsSpan().IndexOf(NewerSymbol) + 1] = (byte)'Y';
        Assert.Contains("_ZSt21ios_base_library_initv", Refuse(library), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Damage_is_refused_or_harmless_and_never_hangs()
    {
        var library = Library();
        var random = new Random(3);
        var table = (int)BitConverter.ToInt64(library, 0x28);
        for (var run = 0; run < 200; run++)
        {
            var damaged = library.ToArray();
            // In the section table at the end and the file's header, which lead to everything else.
            for (var i = 0; i < 3; i++)
                damaged[random.Next(4) == 0 ? 16 + random.Next(48) : table + random.Next(library.Length - table)] = (byte)random.Next(256);
            try
            {
                LibStdCxxMend.Apply(damaged, "x.so");
            }
            catch (ModelLoadException error)
            {
                Assert.Contains("x.so", error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static string Refuse(byte[] library)
    {
        var before = library.ToArray();
        var message = Assert.Throws<ModelLoadException>(() => LibStdCxxMend.Apply(library, "x.so")).Message;
        Assert.Equal(before, library);
        return message;
    }

    private static byte[] Mend(byte[] library)
    {
        var copy = library.ToArray();
        LibStdCxxMend.Apply(copy, "x.so");
        return copy;
    }

    private static byte[] Library()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Skip.IfNot(File.Exists(path), "this system's Torch needs no mending");
        return File.ReadAllBytes(path);
    }
}
