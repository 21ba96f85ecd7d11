namespace AdaptLab.Pretraining.Episodes;

/// <summary>Cuts running text into sentences, roughly: good enough for rows of an episode.</summary>
internal static class Sentences
{
    private const int Shortest = 24;

    public static IReadOnlyList<string> Split(string line)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var ends = line[i] is '.' or '!' or '?' && (i + 1 == line.Length || line[i + 1] == ' ');
            if (!ends || i - start < Shortest) continue;
            sentences.Add(line[start..(i + 1)].Trim());
            start = i + 1;
        }

        return sentences;
    }
}
