using AdaptLab.Language.Binding;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies.Requests;

/// <summary>Which writer a strategy has: that of its `rag` or `prompt`, or where it has neither, the input alone.</summary>
internal static class RequestWriters
{
    /// <exception cref="StrategyException">The spec asks what this model and these rows cannot give.</exception>
    public static Task<IRequestWriter> CreateAsync(
        ModelSession session, StrategyContext context, IAnswering answers, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Of("rag") is { } rag)
        {
            CheckSearch(context, rag);
            var search = Enum.Parse<SearchMode>(rag.Properties.Text("search"), ignoreCase: true);
            return RetrievingWriter.CreateAsync(session, As(context, rag), answers.Room, rag.Properties.Integer("retrieve"), search, progress, cancellation);
        }

        if (context.Of("prompt") is not { } prompt)
            return Task.FromResult<IRequestWriter>(new BareWriter(session));
        return prompt.Properties.Text("select") == "nearest" && prompt.Properties.Integer("shots") > 0 && !context.Examples.IsEmpty
            ? RetrievingWriter.CreateAsync(
                session, As(context, prompt) with { Documents = [] }, answers.Room, prompt.Properties.Integer("shots"), SearchMode.Vector, progress, cancellation)
            : ShotsWriter.CreateAsync(session, As(context, prompt), answers, cancellation);
    }

    /// <summary>With the properties of the part, and the name that messages know.</summary>
    private static StrategyContext As(StrategyContext context, StrategySpec part) =>
        context with { Strategy = context.Strategy with { Properties = part.Properties } };

    internal static void CheckSearch(StrategyContext context, StrategySpec rag)
    {
        if ((context.Examples.IsEmpty || !context.SearchesExamples) && context.Documents.IsEmpty)
            throw new StrategyException($"'{rag.Name}' has nothing to search: there are 0 examples and no documents.");
    }
}
