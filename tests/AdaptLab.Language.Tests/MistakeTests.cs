using System.Text;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Tests;

/// <summary>Faulty specs with their diagnostics written under each line, kept beside them: read them to see what an author reads.</summary>
public sealed class MistakeTests
{
    private static readonly string Folder = Repository.PathOf("tests", "AdaptLab.Language.Tests", "Mistakes");

    public static TheoryData<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.adapt").Order(StringComparer.Ordinal).Select(p => Path.GetFileNameWithoutExtension(p)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Diagnostics_are_as_they_were(string name)
    {
        var annotated = Annotate(Compilation.Parse(File.ReadAllText(Path.Combine(Folder, name + ".adapt")), "specs"));
        var path = Path.Combine(Folder, name + ".txt");
        if (Repository.UpdatesBaselines || !File.Exists(path))
        {
            var isNew = !File.Exists(path);
            File.WriteAllText(path, annotated);
            Assert.False(isNew, $"{path} was missing and has been written: look at it, then run the tests again.");
            return;
        }

        Assert.Equal(File.ReadAllText(path), annotated);
    }

    [Fact]
    public void Ten_mistakes_are_named_one_by_one_in_one_go()
    {
        var diagnostics = Compilation.Parse(File.ReadAllText(Path.Combine(Folder, "ten-mistakes.adapt")), "specs").Diagnostics;
        Assert.Equal(
            ["ADAPT2008", "ADAPT2008", "ADAPT2106", "ADAPT1011", "ADAPT2109", "ADAPT2113", "ADAPT2001", "ADAPT2101", "ADAPT2104", "ADAPT2205"],
            diagnostics.Select(d => d.Code));
        Assert.All(diagnostics, d => Assert.True(d.IsError));
    }

    private static string Annotate(Compilation compilation)
    {
        var text = new StringBuilder();
        var start = 0;
        var lines = compilation.Text.Split('\n')[..^1];
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
            foreach (var diagnostic in compilation.Diagnostics.Where(d => d.Span.Start >= start && d.Span.Start <= start + line.Length))
                Append(text, diagnostic, diagnostic.Span.Start - start, Math.Max(1, Math.Min(diagnostic.Span.Length, line.Length - (diagnostic.Span.Start - start))));
            start += line.Length + 1;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Diagnostic diagnostic, int column, int length)
    {
        text.Append(' ', column).Append('~', length).Append($" {diagnostic.Severity} {diagnostic.Code} {diagnostic.Message}");
        if (diagnostic.Fix is { } fix)
            text.Append($" [{fix.Title}]");
        text.Append('\n');
    }
}
