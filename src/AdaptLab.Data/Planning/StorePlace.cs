using AdaptLab.Results.Store;

namespace AdaptLab.Data.Planning;

/// <summary>Where the results of a spec are kept: beside the workspace that it stands in.</summary>
public static class StorePlace
{
    /// <summary>Names another folder, for those who want one for everything.</summary>
    public const string Variable = "ADAPTLAB_CACHE_DIR";

    /// <summary>The store's folder, absolute.</summary>
    /// <param name="specPath">The spec's file, absolute or relative to the current folder.</param>
    public static string Of(string specPath) => Named ?? Path.Combine(SpecTree.Of(specPath).Workspace, RunStore.FolderName);

    /// <summary>The store of the workspace that a folder stands in.</summary>
    public static string OfFolder(string folder) => Of(Path.Combine(folder, "any.adapt"));

    private static string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;
}
