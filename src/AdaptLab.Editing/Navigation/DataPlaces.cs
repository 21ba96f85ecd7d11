using AdaptLab.Data;

namespace AdaptLab.Editing;

/// <summary>Labels in the data files that a spec names.</summary>
internal static class DataPlaces
{
    /// <summary>Where the files have been read.</summary>
    public static IEnumerable<Place> OfLabel(SpecSnapshot snapshot, string label)
    {
        if (snapshot.Data is not { } data)
            yield break;
        var labels = data.Labels;
        for (var index = 0; index < labels.Length; index++)
        {
            if (labels[index].Name != label)
                continue;
            foreach (var file in data.Files.Where(IsText).DistinctBy(file => file.Path))
            {
                foreach (var place in file.LabelPlaces)
                {
                    if (place.Label == index)
                        yield return Place.InFile(file.Path, place.Line, place.Column, label.Length);
                }
            }
        }
    }

    /// <summary>The label that stands there; null where none does.</summary>
    /// <param name="path">As the spec writes it.</param>
    /// <param name="line">One-based, as <paramref name="column"/>.</param>
    public static string? LabelAt(SpecSnapshot snapshot, string path, int line, int column)
    {
        if (snapshot.Data is not { } data)
            return null;
        var labels = data.Labels;
        foreach (var file in data.Files.Where(file => file.Path == path && IsText(file)))
        {
            foreach (var place in file.LabelPlaces)
            {
                if (place.Line == line && place.Label < labels.Length && column >= place.Column && column <= place.Column + labels[place.Label].Name.Length)
                    return labels[place.Label].Name;
            }
        }

        return null;
    }

    private static bool IsText(DataFileReading file) => !file.Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
}
