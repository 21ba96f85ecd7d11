using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Language.Binding;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies.Remote;

/// <summary>`prompt` and `rag` on a model behind a server, with the prompts that they write for any model.</summary>
/// <remarks>Neither fitted to a window, which the server alone knows, nor calibrated, which would cost a dozen requests.</remarks>
/// <param name="embedder">Makes the vectors that are searched by: the model's own server, or another model.</param>
/// <param name="kind">"prompt" or "rag".</param>
public sealed class RemoteStrategy(RemoteSession session, IEmbedder embedder, string kind) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of(kind);

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var properties = context.Strategy.Properties;
        if (kind == "rag")
        {
            RequestWriters.CheckSearch(context, context.Strategy);
            if (properties.TextOrNull("answers") == "extracted")
                throw new StrategyException($"'{context.Strategy.Name}' asks a model behind a server, which writes its answers. Leave `answers` out.");
            var search = Enum.Parse<SearchMode>(properties.Text("search"), ignoreCase: true);
            return RetrievingAsync(context, properties.Integer("retrieve"), search, progress, cancellation);
        }

        return properties.Text("select") == "nearest" && properties.Integer("shots") > 0 && !context.Examples.IsEmpty
            ? RetrievingAsync(context with { Documents = [] }, properties.Integer("shots"), SearchMode.Vector, progress, cancellation)
            : WithShotsAsync(context, cancellation);
    }

    private async Task<IPredictor> RetrievingAsync(
        StrategyContext context, int count, SearchMode mode, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var index = await PassageIndex.BuildAsync(context, embedder, mode, RemoteSession.Tokens, progress, cancellation);
        return await RemotePredictor.CreateAsync(session, context, index, count, cancellation);
    }

    private async Task<IPredictor> WithShotsAsync(StrategyContext context, CancellationToken cancellation)
    {
        var (count, select) = (context.Strategy.Properties.Integer("shots"), context.Strategy.Properties.Text("select"));
        Func<string, float[]> embed = _ => throw new InvalidOperationException("Only a spread of examples is chosen by vectors.");
        if (select == "diverse" && count > 0)
        {
            var texts = context.Examples.Select(row => row.Text).Distinct(StringComparer.Ordinal).ToArray();
            var vectors = await embedder.EmbedAsync(texts, null, cancellation);
            var byText = texts.Zip(vectors).ToImmutableDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            embed = text => byText[text];
        }

        var shots = ShotSelection.Choose(context.Examples, count, select, context.Seed, embed);
        return await RemotePredictor.CreateAsync(session, context, shots, cancellation);
    }
}
