using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models;

/// <summary>The models that ship with the project.</summary>
public static class EmbeddedModel
{
    /// <summary>The folder of a model beside the program.</summary>
    /// <exception cref="ModelLoadException">This build holds no such model.</exception>
    public static string Folder(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "models", name);
        return Directory.Exists(folder)
            ? folder
            : throw new ModelLoadException($"The embedded model '{name}' is missing from this build: there is no folder models/{name} beside the program.");
    }
}
