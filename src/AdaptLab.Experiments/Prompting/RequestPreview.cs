using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Extracting;
using AdaptLab.Experiments.Strategies.Requests;

namespace AdaptLab.Experiments.Prompting;

/// <summary>The very text that a model reads for an input.</summary>
/// <param name="Strategy">Whose request it is: of a cascade, the step's.</param>
/// <param name="Sources">What was looked up for it, nearest first.</param>
/// <param name="IsExtracted">The model writes nothing after it: words of what stands in it are chosen.</param>
public sealed record RequestPreview(string Strategy, string Text, int Tokens, ImmutableArray<string> Sources, bool IsExtracted)
{
    /// <summary>Written as in a run, without training anything. A cascade has one for each of its steps.</summary>
    /// <exception cref="StrategyException">The spec asks what this model and these rows cannot give.</exception>
    public static async Task<ImmutableArray<RequestPreview>> OfAsync(ModelSession session, StrategyContext context, string input, CancellationToken cancellation)
    {
        if (context.Strategy.Kind == "cascade")
        {
            var steps = ImmutableArray.CreateBuilder<RequestPreview>();
            foreach (var part in context.Parts)
                steps.AddRange(await OfAsync(session, context with { Strategy = part.Strategy, Parts = part.Parts }, input, cancellation));
            return steps.ToImmutable();
        }

        using var writer = await RequestWriters.CreateAsync(session, context, Answering.For(session, context), null, cancellation);
        var request = await writer.WriteAsync(input, null, cancellation);
        var isTrained = context.Strategy.Kind is not ("prompt" or "rag") || context.Of("lora") is not null;
        return
        [
            new RequestPreview(
                context.Strategy.Name, request.Text, request.Ids.Length, [.. request.Citations.Select(citation => citation.Source)],
                !isTrained && (ExtractingPredictor.Is(session, context) || FieldPredictor.Is(session, context))),
        ];
    }
}
