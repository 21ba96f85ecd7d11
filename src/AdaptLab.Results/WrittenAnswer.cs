using System.Collections.Immutable;

namespace AdaptLab.Results;

/// <summary>An answer that a model writes, in a task of kind `answer` or `extract`.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Values">What it says: one value in an `answer` task, one for each field in an `extract` task; null for "not in
/// the text". Null as a whole where the text is not of the form that the task asks for: then it is wrong, whatever is expected.</param>
/// <param name="Probability">Of the text given the prompt, 0 to 1; null where the model does not tell.</param>
public sealed record WrittenAnswer(string Text, ImmutableArray<string?>? Values, double? Probability = null)
{
    /// <summary>How a model, a spec and a data file say that a question has no answer in the text.</summary>
    public const string NotInText = "none";

    /// <summary>A value as it counts: null for <see cref="NotInText"/> and for nothing at all.</summary>
    public static string? ValueOf(string? text) =>
        text?.Trim() is { Length: > 0 } value && !value.Equals(NotInText, StringComparison.OrdinalIgnoreCase) ? value : null;

    /// <summary>Values as a reader sees them: "14 days", "party: Acme Ltd; date: 1 May", "none".</summary>
    /// <param name="fields">Of an `extract` task; empty for an `answer` task.</param>
    public static string Show(ImmutableArray<string> fields, ImmutableArray<string?> values)
    {
        var given = values
            .Select((value, index) => value is null ? null : index < fields.Length ? $"{fields[index]}: {value}" : value)
            .OfType<string>().ToArray();
        return given.Length > 0 ? string.Join("; ", given) : NotInText;
    }
}
