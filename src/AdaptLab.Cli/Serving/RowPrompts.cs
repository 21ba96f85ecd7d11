using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AdaptLab.Cli.Commands;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Results;

namespace AdaptLab.Cli.Serving;

/// <summary>What a model reads for a row, to the letter.</summary>
/// <param name="Heading">Whose request it is, for which row, and how much of the window it takes.</param>
/// <param name="Sources">What was looked up for it, nearest first.</param>
internal sealed record RowPrompt(string Heading, string Text, ImmutableArray<string> Sources)
{
    public string? LookedUp => Sources.IsEmpty ? null : $"looked up: {string.Join(", ", Sources)}";

    /// <summary>With a line between what is said about the request and the request itself.</summary>
    public string Written => $"{Heading}\n{new string('─', 72)}\n{Text}\n{(LookedUp is { } sources ? $"{new string('─', 72)}\n{sources}\n" : "")}";
}

/// <summary>The requests that the candidates of a plan make for one row. Nothing is trained for them.</summary>
internal static class RowPrompts
{
    /// <exception cref="StrategyException">A model cannot be opened, or the spec asks what it cannot give.</exception>
    public static async IAsyncEnumerable<RowPrompt> OfAsync(
        OpenModels models, Plan plan, string specFolder, int seed, EvalRowInfo row, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var candidate in plan.Candidates)
        {
            var session = models.Open(candidate, specFolder, progress: null);
            foreach (var preview in await RequestPreview.OfAsync(session, SpecCandidates.ContextOf(plan, candidate, seed), row.Text, cancellation))
            {
                var step = preview.Strategy == candidate.Strategy.Name ? "" : $", {preview.Strategy}";
                var size = Figures.Count(preview.Tokens, "token");
                var heading = $"{candidate.Name}{step} · {row.Source} · {(preview.IsExtracted ? $"{size}, after which the model writes nothing: the answer is extracted" : $"{size} of {session.Model.Window}")}";
                yield return new RowPrompt(heading, preview.Text, preview.Sources);
            }
        }
    }
}
