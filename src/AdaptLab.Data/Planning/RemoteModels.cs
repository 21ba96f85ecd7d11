using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Data.Planning;

/// <summary>What is known of a model behind a server without asking it.</summary>
public static class RemoteModels
{
    /// <summary>Raised with every change of what a server is asked, so that what it answered before is not taken for the answer.</summary>
    private const int Version = 1;

    public static bool IsRemote(this ModelSpec model) => Providers.Find(model.Provider) is { IsRemote: true };

    /// <summary>In place of a hash of weights: by what a server finds the model. Neither key nor price changes an answer.</summary>
    public static string HashOf(ModelSpec model)
    {
        using var hash = new ContentHash();
        return hash.Add(Version).Add(model.Provider).Add(model.Properties.Text("endpoint").TrimEnd('/')).Add(model.Reference).Finish();
    }

    /// <summary>Null where the spec tells no price.</summary>
    public static ModelPrice? PriceOf(ModelSpec model)
    {
        double? Of(string name) => model.Properties.Has(name) ? model.Properties.Number(name) : null;
        return (Of("price.input"), Of("price.output")) switch
        {
            (null, null) => null,
            var (input, output) => new ModelPrice(input ?? 0, output ?? 0),
        };
    }
}
