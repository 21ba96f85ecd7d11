using System.Buffers.Binary;
using System.Text;

namespace AdaptLab.Models.Native;

/// <summary>
/// Lets a 64-bit ELF library that was linked against GCC 13's libstdc++ load with an older one. One imported symbol
/// alone needs the newer version, an initialiser without arguments that older libraries do without; it is pointed at
/// another imported function without arguments that is harmless to call, and the version is marked as optional.
/// </summary>
public static class LibStdCxxMend
{
    private const string NewerSymbol = "_ZSt21ios_base_library_initv";
    private const string HarmlessSymbol = "_ZNSt6chrono3_V212steady_clock3nowEv";
    private const string NewerVersion = "GLIBCXX_3.4.32";

    private const uint DynamicSymbols = 11;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;
    private const ushort WeakVersion = 2;
    private const int SymbolSize = 24;

    /// <summary>Changes <paramref name="library"/> in place; one that is mended already stays as it is.</summary>
    /// <param name="name">For the error's text.</param>
    /// <exception cref="ModelLoadException">The file is not such a library.</exception>
    public static void Apply(byte[] library, string name)
    {
        try
        {
            Mend(library);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidDataException)
        {
            throw new ModelLoadException(
                $"{name} cannot be adapted to this system's C++ library ({exception.Message}). Install libstdc++ of GCC 13 or newer.",
                exception);
        }
    }

    private static void Mend(byte[] file)
    {
        if (file.Length < 64 || !file.AsSpan(0, 4).SequenceEqual("\u007fELF"u8) || file[4] != 2 || file[5] != 1)
            throw new InvalidDataException("not a 64-bit little-endian ELF file");

        var sections = Sections(file);
        var symbols = sections.FirstOrDefault(s => s.Type == DynamicSymbols) ?? throw new InvalidDataException("no dynamic symbols");
        var strings = sections[(int)symbols.Link];
        var versions = sections.FirstOrDefault(s => s.Type == SymbolVersions) ?? throw new InvalidDataException("no symbol versions");
        var needs = sections.FirstOrDefault(s => s.Type == VersionNeeds) ?? throw new InvalidDataException("no version needs");

        var version = FindVersion(file, needs, strings);
        var harmless = FindSymbol(file, symbols, strings, HarmlessSymbol) ?? throw new InvalidDataException($"symbol {HarmlessSymbol} not found");
        if (FindSymbol(file, symbols, strings, NewerSymbol) is not { } newer)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(version)) == WeakVersion) return;
            throw new InvalidDataException($"symbol {NewerSymbol} not found");
        }

        // Same name and same version as the harmless import: the loader now binds both to the same function.
        file.AsSpan(symbols.Offset + harmless * SymbolSize, 4).CopyTo(file.AsSpan(symbols.Offset + newer * SymbolSize, 4));
        file.AsSpan(versions.Offset + harmless * 2, 2).CopyTo(file.AsSpan(versions.Offset + newer * 2, 2));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(version), WeakVersion);
    }

    private sealed record Section(uint Type, int Offset, int Size, uint Link);

    private static List<Section> Sections(byte[] file)
    {
        var table = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(0x28));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(0x3a));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(0x3c));
        var sections = new List<Section>(count);
        for (var i = 0; i < count; i++)
        {
            var header = file.AsSpan(table + i * size, 64);
            sections.Add(new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                (int)BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
                (int)BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
                BinaryPrimitives.ReadUInt32LittleEndian(header[40..])));
        }

        return sections;
    }

    private static int? FindSymbol(byte[] file, Section symbols, Section strings, string name)
    {
        for (var i = 0; i < symbols.Size / SymbolSize; i++)
        {
            var nameOffset = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(symbols.Offset + i * SymbolSize));
            if (StringAt(file, strings, nameOffset) == name) return i;
        }

        return null;
    }

    /// <returns>Where the flags of the newer version's entry are.</returns>
    private static int FindVersion(byte[] file, Section needs, Section strings)
    {
        for (var need = needs.Offset; ;)
        {
            var entries = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(need + 2));
            var entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(need + 8));
            for (var i = 0; i < entries; i++)
            {
                if (StringAt(file, strings, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 8))) == NewerVersion)
                    return entry + 4;

                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 12));
            }

            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(need + 12));
            if (next <= 0) throw new InvalidDataException($"version {NewerVersion} not found");
            need += next;
        }
    }

    private static string StringAt(byte[] file, Section strings, uint offset)
    {
        var start = strings.Offset + (int)offset;
        var length = file.AsSpan(start).IndexOf((byte)0);
        return Encoding.ASCII.GetString(file, start, length);
    }
}
