namespace AdaptLab.Language.Diagnostics;

/// <summary>Guesses which of the known names was meant.</summary>
public static class DidYouMean
{
    private const int LongestName = 64;

    /// <summary>A guess among more names is no better, only slower.</summary>
    private const int MostNames = 1000;

    /// <summary>The known name nearest to the one written, if it is near enough to be what was meant.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var name in known.Take(MostNames))
        {
            if (name.Length > LongestName || written.Length > LongestName)
                continue;
            var distance = Distance(written.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance < best && distance <= Math.Max(1, Math.Max(name.Length, written.Length) / 3))
                (nearest, best) = (name, distance);
        }

        return nearest;
    }

    /// <summary>" Did you mean 'x'?", or nothing.</summary>
    internal static string Sentence(string? name) => name is null ? "" : $" Did you mean '{name}'?";

    internal static Fix? Fix(TextSpan span, string? name) =>
        name is null ? null : Diagnostics.Fix.Replace($"Change to '{name}'", span, name);

    /// <summary>Edit distance in which swapping two neighbours is one edit (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
