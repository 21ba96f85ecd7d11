using AdaptLab.Language.Binding;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Whether answers are copied from what the model reads, or written freely: the examples decide, since they show
/// where answers come from.</summary>
/// <remarks>Values of fields are looked for in the row's own text, answers in the documents. A spec whose examples reword
/// what the texts say ("2 weeks" for "a fortnight") gets free writing, which alone can do so.</remarks>
internal static class CopyRule
{
    private const double LeastShare = 0.8;

    public static bool Holds(StrategyContext context)
    {
        // Without documents there is nothing that a question's answer could be copied from.
        if (context.Task.Kind == TaskKind.Answer && context.Documents.IsEmpty) return false;
        var documents = WrittenScore.Words(string.Join('\n', context.Documents.Select(document => document.Text)));
        bool[] found =
        [
            .. from row in context.Examples
               let text = context.Task.Kind == TaskKind.Extract ? WrittenScore.Words(row.Text) : documents
               from value in row.Values ?? []
               where value is not null
               select WrittenScore.Holds(text, value),
        ];
        return found.Length == 0 ? context.Task.Kind == TaskKind.Extract || !context.Documents.IsEmpty : found.Count(isFound => isFound) >= LeastShare * found.Length;
    }
}
