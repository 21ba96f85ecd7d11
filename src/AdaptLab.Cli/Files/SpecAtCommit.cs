using AdaptLab.Results.Store;

namespace AdaptLab.Cli.Files;

/// <summary>A spec as it was at a commit, with the files that it names: laid out below the workspace's store, so that its results are
/// found and kept where those of the present one are. Gone again when it is disposed.</summary>
/// <param name="Path">Of the spec's file.</param>
internal sealed record SpecAtCommit(string Path, string Folder) : IDisposable
{
    /// <summary>"HEAD~3:specs/clauses.adapt": a commit's name and a path, from the root of the repository or from here.</summary>
    /// <returns>Null where it is no such thing: a file's path, also one with a drive's letter.</returns>
    public static (string Revision, string Path)? Parse(string reference) =>
        !File.Exists(reference) && reference.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon && colon < reference.Length - 1
            ? (reference[..colon], reference[(colon + 1)..].Replace('\\', '/'))
            : null;

    /// <summary>The spec, or why there is none.</summary>
    public static async Task<(SpecAtCommit? Spec, string? Problem)> ExtractAsync(string revision, string path, CancellationToken cancellation)
    {
        var here = Directory.GetCurrentDirectory();
        if (await Git.RootAsync(here, cancellation) is not { } root)
            return (null, "This is no git repository, or git is not installed: only files can be compared here.");
        if (await Git.CommitAsync(root, revision, cancellation) is not { } commit)
            return (null, $"There is no commit '{revision}'.");
        var fromHere = System.IO.Path.GetRelativePath(root, System.IO.Path.GetFullPath(path)).Replace('\\', '/');
        var place = await Git.HasFileAsync(root, commit, path, cancellation) ? path : await Git.HasFileAsync(root, commit, fromHere, cancellation) ? fromHere : null;
        if (place is null)
            return (null, $"There is no {path} at {revision}.");

        var folder = System.IO.Path.Combine(root, RunStore.FolderName, "commits", $"{commit[..12]}-{Guid.NewGuid():N}");
        var spec = new SpecAtCommit(System.IO.Path.Combine(folder, place), folder);
        try
        {
            await Git.ExportAsync(root, commit, folder, cancellation);
            return (spec, null);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // A link that leads out of the folder, or a disk that is full.
            spec.Dispose();
            return (null, $"The files of {revision} cannot be laid out: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            spec.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
