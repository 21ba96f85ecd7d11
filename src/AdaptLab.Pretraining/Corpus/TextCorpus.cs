namespace AdaptLab.Pretraining.Corpus;

/// <summary>Running text: a file for each source, a document or a run of paragraphs a line.</summary>
public sealed class TextCorpus
{
    /// <summary>One line in so many is kept out of training, for bits per byte.</summary>
    private const int HeldOutEvery = 400;

    private TextCorpus(IReadOnlyList<TextSource> sources) => Sources = sources;

    public IReadOnlyList<TextSource> Sources { get; }

    public static TextCorpus Load(string folder) => new(
    [
        .. Directory.EnumerateFiles(folder).Where(path => path.Contains(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(path =>
            {
                var lines = CompressedLines.Read(path).ToArray();
                return new TextSource(
                    CompressedLines.NameOf(path),
                    [.. lines.Where((_, i) => i % HeldOutEvery != 0)],
                    [.. lines.Where((_, i) => i % HeldOutEvery == 0)]);
            }),
    ]);

    /// <summary>A line, each source drawn in proportion to its characters.</summary>
    public string RandomLine(Random random) => RandomSource(random).RandomLine(random);

    public TextSource RandomSource(Random random)
    {
        var at = random.NextInt64(Sources.Sum(source => source.Characters));
        foreach (var source in Sources)
        {
            if (at < source.Characters) return source;
            at -= source.Characters;
        }

        return Sources[^1];
    }
}

public sealed class TextSource(string name, string[] lines, string[] heldOut)
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Lines { get; } = lines;

    public IReadOnlyList<string> HeldOut { get; } = heldOut;

    public long Characters { get; } = lines.Sum(line => (long)line.Length);

    public string RandomLine(Random random) => lines[random.Next(lines.Length)];
}
