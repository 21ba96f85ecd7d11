using System.Globalization;
using System.Text;

namespace AdaptLab.Unicode;

/// <summary>Unicode's canonical forms, NFC and NFD.</summary>
/// <remarks>
/// Our own rather than string.Normalize: with InvariantGlobalization, which spares users an ICU installation, that method
/// silently returns its input on Linux. The algorithm is that of Unicode's annex 15, over a table of its canonical mappings.
/// </remarks>
public static class CanonicalForm
{
    private const int HangulSyllables = 0xAC00, HangulSyllableCount = 11172;
    private const int HangulLeads = 0x1100, HangulLeadCount = 19;
    private const int HangulVowels = 0x1161, HangulVowelCount = 21;
    private const int HangulTails = 0x11A7, HangulTailCount = 28;

    private static readonly Lazy<Table> Mappings = new(Table.Read);

    /// <summary>Decomposed: an accented letter becomes the letter and its accents, in canonical order.</summary>
    public static string Decompose(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        return ToText(DecomposeAll(text));
    }

    /// <summary>Composed: letters and accents are joined wherever one code point exists for them.</summary>
    public static string Compose(string text)
    {
        // Below U+0300 nothing combines, so such text, which is most text, is in this form already.
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\uFFFF'))
            return text;
        var composed = new List<int>(text.Length);
        int starter = -1;
        int lastClass = -1; // of the mark before, -1 straight after the starter
        foreach (int point in DecomposeAll(text))
        {
            int itsClass = Mappings.Value.Class(point);
            // A mark of the same or a higher class in between blocks the way to the starter.
            if (starter >= 0 && lastClass < itsClass && Pair(composed[starter], point) is { } joined)
            {
                composed[starter] = joined;
                continue;
            }
            if (itsClass == 0)
                starter = composed.Count;
            lastClass = itsClass == 0 ? -1 : itsClass;
            composed.Add(point);
        }
        return ToText(composed);
    }

    private static List<int> DecomposeAll(string text)
    {
        var points = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
            AppendDecomposed(rune.Value, points);
        Reorder(points);
        return points;
    }

    private static void AppendDecomposed(int point, List<int> points)
    {
        int syllable = point - HangulSyllables;
        if (syllable is >= 0 and < HangulSyllableCount)
        {
            points.Add(HangulLeads + syllable / (HangulVowelCount * HangulTailCount));
            points.Add(HangulVowels + syllable % (HangulVowelCount * HangulTailCount) / HangulTailCount);
            if (syllable % HangulTailCount is var tail and > 0)
                points.Add(HangulTails + tail);
        }
        else if (Mappings.Value.Decompositions.TryGetValue(point, out var parts))
        {
            AppendDecomposed(parts.First, points);
            if (parts.Second != 0)
                AppendDecomposed(parts.Second, points);
        }
        else
        {
            points.Add(point);
        }
    }

    /// <summary>Canonical ordering: each run of combining marks sorted by class, equal classes left in order.</summary>
    private static void Reorder(List<int> points)
    {
        var table = Mappings.Value;
        for (int start = 0; start < points.Count;)
        {
            if (table.Class(points[start]) == 0)
            {
                start++;
                continue;
            }
            int end = start + 1;
            while (end < points.Count && table.Class(points[end]) != 0)
                end++;
            if (end - start > 1)
            {
                // LINQ's sort is stable and, unlike insertion, not quadratic on a hostile run of marks.
                var sorted = points.Skip(start).Take(end - start).OrderBy(table.Class).ToArray();
                for (int index = 0; index < sorted.Length; index++)
                    points[start + index] = sorted[index];
            }
            start = end;
        }
    }

    private static int? Pair(int first, int second)
    {
        int lead = first - HangulLeads, vowel = second - HangulVowels;
        if (lead is >= 0 and < HangulLeadCount && vowel is >= 0 and < HangulVowelCount)
            return HangulSyllables + (lead * HangulVowelCount + vowel) * HangulTailCount;
        int syllable = first - HangulSyllables, tail = second - HangulTails;
        if (syllable is >= 0 and < HangulSyllableCount && syllable % HangulTailCount == 0 && tail is > 0 and < HangulTailCount)
            return first + tail;
        return Mappings.Value.Compositions.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private static string ToText(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        Span<char> units = stackalloc char[2];
        foreach (int point in points)
            text.Append(units[..new Rune(point).EncodeToUtf16(units)]);
        return text.ToString();
    }

    private sealed class Table
    {
        private readonly Dictionary<int, byte> _classes = [];

        public Dictionary<int, (int First, int Second)> Decompositions { get; } = [];

        public Dictionary<(int First, int Second), int> Compositions { get; } = [];

        public int Class(int point) => point >= 0x300 && _classes.TryGetValue(point, out byte itsClass) ? itsClass : 0;

        public static Table Read()
        {
            var table = new Table();
            using var stream = typeof(CanonicalForm).Assembly.GetManifestResourceStream("canonical-mappings.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (line is ['#', ..])
                    continue;
                string[] fields = line.Split(' ');
                if (line[0] == '@')
                    table.AddClass(byte.Parse(fields[0].AsSpan(1), CultureInfo.InvariantCulture), fields.AsSpan(1));
                else
                    table.AddMapping(fields);
            }
            return table;
        }

        private void AddClass(byte itsClass, ReadOnlySpan<string> ranges)
        {
            foreach (string range in ranges)
            {
                int dash = range.IndexOf('-');
                int from = Hex(dash < 0 ? range : range[..dash]);
                int to = dash < 0 ? from : Hex(range[(dash + 1)..]);
                for (int point = from; point <= to; point++)
                    _classes[point] = itsClass;
            }
        }

        private void AddMapping(string[] fields)
        {
            int point = Hex(fields[0]);
            int first = Hex(fields[1]);
            int second = fields.Length > 2 ? Hex(fields[2]) : 0;
            Decompositions[point] = (first, second);
            if (fields.Length == 3)
                Compositions[(first, second)] = point;
        }

        private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
