using System.Collections.Immutable;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Audit;

/// <summary>An example or eval row as the checks see it.</summary>
/// <param name="Number">Its index among all rows under audit.</param>
/// <param name="Set">The examples' name; "eval".</param>
/// <param name="Answer">As shown: the label, or what else the row answers.</param>
/// <param name="AnswerKey">The same for answers that say the same.</param>
/// <param name="Label">Index into the task's labels; −1 for a task without labels.</param>
public sealed record AuditedRow(int Number, string Set, bool IsEval, string Answer, string AnswerKey, int Label, LabelledRow Source)
{
    /// <summary>What the row's answer is for.</summary>
    public string Text => Source.Text;

    /// <summary>"contractors.jsonl:118".</summary>
    public string Place => Source.Source;

    internal TextFeatures Features { get; init; } = TextFeatures.Empty;

    /// <summary>A diagnostic at this row: in the spec, or in the file that the spec reads it from.</summary>
    internal Diagnostic At(DiagnosticRule rule, string message) => rule.At(Source.Span, message) with { File = Source.File, RowText = Text };

    /// <summary>Another row that explains a finding at this one. One in a file is named by the message alone.</summary>
    internal ImmutableArray<RelatedPlace> Related(string message) => Source.Inline ? [new RelatedPlace(message, Source.Span)] : [];
}
