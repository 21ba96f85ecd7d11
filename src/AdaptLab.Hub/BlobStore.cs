using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace AdaptLab.Hub;

/// <summary>The blobs of one model: fetched in pieces, checked as a whole, and named by their hash only then.</summary>
internal sealed class BlobStore(string folder, string lockFolder, HubConnection connection, HubModel model)
{
    /// <summary>As git writes it before a file's bytes when it hashes them.</summary>
    private const string GitHeader = "blob ";

    public bool Has(HubFile file) => File.Exists(PathOf(file));

    /// <summary>Bytes that an earlier attempt has left.</summary>
    public long Arrived(HubFile file) => new FileInfo(PartOf(file)) is { Exists: true } part && part.Length <= file.Size ? part.Length : 0;

    /// <param name="address">Asked again at each attempt, since where the bytes are is told anew, and for a while only.</param>
    /// <param name="arrived">Told how many bytes are here.</param>
    /// <returns>The bytes that came over the network.</returns>
    public async Task<long> FetchAsync(HubFile file, Uri address, Action<long> arrived, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using var turn = await LockAsync(file, cancellation);
        // Somebody else may have fetched it while this one waited.
        if (Has(file))
            return 0;
        if (new FileInfo(PartOf(file)) is { Exists: true } part && part.Length > file.Size)
            part.Delete();
        long fetched = 0;
        await connection.RetryAsync(() => ContinueAsync(file, address, (came, here) =>
        {
            fetched += came;
            arrived(here);
        }, cancellation), cancellation);
        await CheckAsync(file, cancellation);
        File.Move(PartOf(file), PathOf(file), overwrite: true);
        return fetched;
    }

    /// <summary>Has a snapshot show a blob under its own name: by a link where that works, else by a copy.</summary>
    public void Link(HubFile file, string path, bool usesLinks)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (new FileInfo(path) is { Exists: true } there && (there.LinkTarget is not null || there.Length == file.Size))
            return;
        File.Delete(path);
        if (usesLinks)
        {
            try
            {
                // Relative, with the slashes that the hub's own tools write: the cache may be moved or mounted elsewhere.
                File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, PathOf(file)));
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Windows allows links to some users only, and some file systems have none.
            }
        }

        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.Copy(PathOf(file), temporary);
        File.Move(temporary, path, overwrite: true);
    }

    /// <param name="arrived">Told, after each piece, its bytes and all that are here.</param>
    /// <returns>True, once all are here.</returns>
    private async Task<bool> ContinueAsync(HubFile file, Uri address, Action<int, long> arrived, CancellationToken cancellation)
    {
        await using var part = new FileStream(PartOf(file), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        part.Seek(0, SeekOrigin.End);
        if (part.Length == file.Size)
            return true;
        using var response = await connection.SendAsync(HttpMethod.Get, address, part.Length, cancellation);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // What is here belongs to nothing that is there.
            part.SetLength(0);
            throw new PassingTroubleException($"{HubConnection.Shown(address)}: the part that had arrived does not fit.");
        }

        connection.ThrowUnlessFound(response, model, address);
        // Whoever answers a request for the rest with the whole begins anew.
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != part.Length)
            part.SetLength(0);
        part.Seek(0, SeekOrigin.End);
        await connection.CopyAsync(response, chunk =>
        {
            if (part.Length + chunk.Length > file.Size)
            {
                part.SetLength(0);
                throw new HubException($"{HubConnection.Shown(address)}: more bytes came than the {file.Size} that the hub had announced. Pull again.");
            }

            part.Write(chunk.Span);
            arrived(chunk.Length, part.Length);
        }, cancellation);
        return part.Length == file.Size
            ? true
            : throw new PassingTroubleException($"{HubConnection.Shown(address)}: the connection ended after {part.Length} of {file.Size} bytes.");
    }

    /// <exception cref="HubException">The bytes are not those that the hub has promised.</exception>
    private async Task CheckAsync(HubFile file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(file.ETag.Length == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (file.ETag.Length == 40)
            hash.AppendData([.. System.Text.Encoding.ASCII.GetBytes(GitHeader + file.Size.ToString(CultureInfo.InvariantCulture)), 0]);
        await using (var part = File.OpenRead(PartOf(file)))
        {
            var buffer = new byte[1 << 20];
            while (await part.ReadAsync(buffer, cancellation) is var read and > 0)
                hash.AppendData(buffer, 0, read);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) is var found && found != file.ETag)
        {
            File.Delete(PartOf(file));
            throw new HubException($"{model.Name}: {file.Name} has arrived damaged (its checksum is {found[..12]}…, not {file.ETag[..12]}…) and was deleted. Pull again.");
        }
    }

    /// <summary>Two processes that pull the same file would write into each other's part.</summary>
    private async Task<FileStream> LockAsync(HubFile file, CancellationToken cancellation)
    {
        Directory.CreateDirectory(lockFolder);
        var path = Path.Combine(lockFolder, file.ETag + ".lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(200, cancellation);
            }
        }
    }

    private string PathOf(HubFile file) => Path.Combine(folder, file.ETag);

    private string PartOf(HubFile file) => PathOf(file) + ".incomplete";
}
