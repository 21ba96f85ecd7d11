using AdaptLab.Data;
using AdaptLab.Editing.Actions;
using AdaptLab.Language;

namespace AdaptLab.Editing.Tests.Change;

/// <summary>Rows that move out of a spec and back, with real files between.</summary>
public sealed class MovingRowsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Rows_that_moved_into_a_file_mean_the_same_and_come_back_as_they_were(string lineEnd)
    {
        var text = """
            task t: classify { labels: [a, "b c"] }

            examples e {
              "He said \"é\", 😀." => a
              "Two\nlines" => "b c"
            }

            eval {
              "z" => a
            }

            """.ReplaceLineEndings(lineEnd);
        var before = await ReadAsync(text);
        var out1 = Do(before, "examples", CodeActionKind.Extract);
        var moved = await ReadAsync(Do(await ReadAsync(out1), "eval", CodeActionKind.Extract));
        Assert.DoesNotContain("=>", moved.Text);
        Assert.Equal(before.Data!.Data!.Examples["e"].Select(r => (r.Text, r.Label)), moved.Data!.Data!.Examples["e"].Select(r => (r.Text, r.Label)));
        Assert.Equal(before.Data.Data.Rows.Select(r => (r.Id, r.Text, r.Gold)), moved.Data.Data.Rows.Select(r => (r.Id, r.Text, r.Gold)));

        var back = Do(await ReadAsync(Do(moved, "examples", CodeActionKind.Inline)), "eval", CodeActionKind.Inline);
        Assert.Equal(text, back);
    }

    private async Task<SpecSnapshot> ReadAsync(string text)
    {
        var path = Path.Combine(_folder, "t.adapt");
        await File.WriteAllTextAsync(path, text);
        var compilation = Compilation.Parse(text);
        Assert.Empty(compilation.Diagnostics);
        var data = await SpecData.ReadAsync(compilation, path, CancellationToken.None);
        Assert.Empty(data.Diagnostics);
        return new SpecSnapshot(path.Replace('\\', '/'), compilation, data, null);
    }

    private string Do(SpecSnapshot snapshot, string keyword, CodeActionKind kind)
    {
        var offset = snapshot.Text.IndexOf(keyword, StringComparison.Ordinal);
        var action = Assert.Single(CodeActions.At(snapshot, new TextSpan(offset, 0), []), a => a.Kind == kind);
        foreach (var file in action.Edits.Where(e => e.Path is not null))
        {
            Assert.True(file.Create);
            var path = Path.Combine(_folder, file.Path!);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, TextChanges.Apply("", file.Changes));
        }

        return TextChanges.Apply(snapshot.Text, action.Edits.Single(e => e.Path is null).Changes);
    }
}
