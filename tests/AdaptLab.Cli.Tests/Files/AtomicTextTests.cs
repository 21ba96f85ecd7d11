using AdaptLab.Cli.Files;

namespace AdaptLab.Cli.Tests.Files;

public sealed class AtomicTextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folders_are_made_and_no_other_file_is_left()
    {
        var path = Path.Combine(_folder, "new", "deeper", "report.md");
        AtomicText.Write(path, "text\r\n");
        Assert.Equal("text\r\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_byte_order_mark_is_written_where_the_text_has_one()
    {
        var path = Path.Combine(_folder, "a.adapt");
        AtomicText.Write(path, "\uFEFFtask");
        Assert.Equal((byte[])[0xEF, 0xBB, 0xBF, .. "task"u8], File.ReadAllBytes(path));
        AtomicText.Write(path, "task");
        Assert.Equal("task"u8.ToArray(), File.ReadAllBytes(path));
    }

    [SkippableFact]
    public void A_link_stays_a_link_and_a_file_keeps_its_rights()
    {
        if (OperatingSystem.IsWindows())
            throw new SkipException("links and rights work differently there");
        var (target, link) = (Path.Combine(_folder, "target.adapt"), Path.Combine(_folder, "link.adapt"));
        File.WriteAllText(target, "old");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.CreateSymbolicLink(link, target);

        AtomicText.Write(link, "new");
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, File.GetUnixFileMode(target));
    }
}
