using AdaptLab.Cli.Files;

namespace AdaptLab.Cli.Tests.Files;

public sealed class SpecSearchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName.Replace('\\', '/');

    public SpecSearchTests()
    {
        foreach (var name in (string[])["b.adapt", "a.adapt", "notes.md", "legal/c.adapt", "legal/deep/d.adapt", ".git/e.adapt", "node_modules/f.adapt"])
        {
            var path = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_all_specs_below_it_in_order() =>
        Assert.Equal(["a.adapt", "b.adapt", "legal/c.adapt", "legal/deep/d.adapt"], Find(""));

    [Theory]
    [InlineData("*.adapt", new[] { "a.adapt", "b.adapt" })]
    [InlineData("**/*.adapt", new[] { "a.adapt", "b.adapt", "legal/c.adapt", "legal/deep/d.adapt" })]
    [InlineData("legal/**/d.*", new[] { "legal/deep/d.adapt" })]
    [InlineData("leg*/?.adapt", new[] { "legal/c.adapt" })]
    public void A_pattern_is_what_it_matches(string pattern, string[] expected) =>
        Assert.Equal(expected, Find(pattern));

    [Fact]
    public void A_file_is_itself_whatever_its_name() => Assert.Equal(["notes.md"], Find("notes.md"));

    [Theory]
    [InlineData("missing.adapt")]
    [InlineData("missing/*.adapt")]
    public void What_is_not_there_stays_so_that_somebody_says_so(string argument) => Assert.Equal([argument], Find(argument));

    [Fact]
    public void A_spec_named_twice_is_read_once() => Assert.Equal(["a.adapt", "b.adapt"], Find("a.adapt", "*.adapt", "./a.adapt"));

    private string[] Find(params string[] arguments) =>
        [.. SpecSearch.Find(arguments.Select(argument => argument.Length == 0 ? _folder : $"{_folder}/{argument}")).Select(path => path[(_folder.Length + 1)..])];
}
