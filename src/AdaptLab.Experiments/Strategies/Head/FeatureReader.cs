using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Models.Inference;
using AdaptLab.Words;

namespace AdaptLab.Experiments.Strategies.Head;

/// <param name="States">For each <see cref="Pooling"/> that was computed, a vector of length one.</param>
/// <param name="Meaning">The sum of its words' vectors, of length one; zeros where no word is known.</param>
/// <param name="Pieces">What its words are made of.</param>
/// <param name="Tokens">That the model read.</param>
internal sealed record TextFeatures(float[][] States, float[] Meaning, WordPieces Pieces, int Tokens);

/// <summary>What the base makes of a text.</summary>
internal sealed class FeatureReader(ModelSession session, StrategyContext context)
{
    private readonly FeatureExtractor _extractor = new(session.FeatureDecoder);

    /// <param name="deepest">As far as the network is computed; null where no states are wanted.</param>
    public TextFeatures ReadExample(TrainingRow example, Pooling? deepest)
    {
        try
        {
            return Read(example.Text, deepest);
        }
        catch (StrategyException error) when (error.Diagnostic is not null)
        {
            throw new StrategyException($"The example at {example.Source} does not fit: {error.Message}");
        }
    }

    /// <summary>What a label says of itself.</summary>
    public TextFeatures ReadLabel(LabelSpec label, Pooling? deepest) =>
        Read($"{label.Name.Replace('_', ' ').Replace('-', ' ')} {label.Description}".Trim(), deepest);

    /// <exception cref="StrategyException">The text is longer than the window.</exception>
    public TextFeatures Read(string text, Pooling? deepest)
    {
        var ids = session.Encode(PromptLayout.Request(text));
        if (ids.Length > session.Model.Window)
            throw new StrategyException(DataDiagnostics.PromptTooLong(context.Strategy.Span, context.Strategy.Name, ids.Length, session.Model.Window));
        return Known(text, deepest is { } depth ? _extractor.Extract(ids, depth) : [], ids.Length);
    }

    /// <summary>Of a text whose states are there already; all else takes no time.</summary>
    public static TextFeatures Known(string text, float[][] states, int tokens) =>
        new(states, WordVectors.Shipped.Embed(text), WordPieces.Of(text, WordVectors.Shipped), tokens);
}
