using AdaptLab.Language;

namespace AdaptLab.Editing.Tests;

public sealed class SpecSnapshotTests
{
    [Theory]
    [InlineData("/repo/specs/clauses.adapt", "/repo/specs")]
    [InlineData("clauses.adapt", "")]
    public void The_folder_is_the_paths_without_the_file(string path, string folder) =>
        Assert.Equal(folder, new SpecSnapshot(path, Compilation.Parse(""), null, null).Folder);
}
