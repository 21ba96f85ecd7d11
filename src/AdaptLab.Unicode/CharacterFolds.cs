using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace AdaptLab.Unicode;

/// <summary>Case folding and Unicode's compatibility mappings: 'Ａ' and 'A' are "a", 'ﬁ' is "fi", 'ß' is "ss".</summary>
/// <remarks>A table of our own, for string.Normalize returns its input where globalization is invariant.</remarks>
internal static class CharacterFolds
{
    private static readonly Lazy<FrozenDictionary<int, string>> Table = new(ReadTable);

    /// <summary>What the character becomes where that is not a matter of simple case mapping; not yet composed.</summary>
    public static bool TryExpand(Rune rune, out string expanded)
    {
        expanded = rune.IsAscii ? "" : Table.Value.GetValueOrDefault(rune.Value, "");
        return expanded.Length > 0;
    }

    /// <summary>Up, then down, so that the two small sigmas become one.</summary>
    public static Rune Simple(Rune rune) => Rune.ToLowerInvariant(rune.IsAscii ? rune : Rune.ToUpperInvariant(rune));

    private static FrozenDictionary<int, string> ReadTable()
    {
        var table = new Dictionary<int, string>();
        using var stream = typeof(CharacterFolds).Assembly.GetManifestResourceStream("folds.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var fields = line.Split(' ');
            var range = fields[0].Split('-');
            int[] points = [.. fields.Skip(1).Select(Hex)];
            for (int from = Hex(range[0]), point = from; point <= Hex(range[^1]); point++)
            {
                // Ranges map to ranges, one code point to one.
                table[point] = range.Length == 1
                    ? string.Concat(points.Select(char.ConvertFromUtf32))
                    : char.ConvertFromUtf32(points[0] + point - from);
            }
        }

        return table.ToFrozenDictionary();
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
