namespace AdaptLab.Hub;

/// <summary>What the hub says of a file before it is fetched.</summary>
/// <param name="Name">Relative to the model.</param>
/// <param name="ETag">Its blob's name: the SHA-256 of a large file, the SHA-1 that git gives a small one.</param>
/// <param name="Size">In bytes.</param>
internal sealed record HubFile(string Name, string ETag, long Size);

/// <param name="File">What is fetched now.</param>
/// <param name="Bytes">Of all files of the pull, those that are here.</param>
/// <param name="Total">Of all files of the pull.</param>
public sealed record HubProgress(string File, long Bytes, long Total);

/// <param name="Folder">The snapshot.</param>
/// <param name="Fetched">Bytes that came over the network.</param>
public sealed record PulledModel(string Folder, string Commit, long Bytes, long Fetched);
