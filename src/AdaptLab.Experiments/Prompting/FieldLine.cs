using System.Collections.Immutable;

namespace AdaptLab.Experiments.Prompting;

/// <summary>The fields of a row as a model reads and writes them, on one line: "party: Acme Ltd; date: 1 May".</summary>
/// <remarks>
/// In the order of the task, those that the text does not give left out; <see cref="PromptLayout.NotInText"/> where it gives
/// none. A semicolon within a value is written as a comma, for it would end the value; punctuation does not count in scores.
/// </remarks>
public static class FieldLine
{
    private const char Between = ';';
    private const char Is = ':';

    /// <param name="fields">In the order of the task; a value that is null or blank is left out.</param>
    public static string Write(IEnumerable<(string Name, string? Value)> fields)
    {
        var given = string.Join(
            $"{Between} ",
            fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)).Select(field => $"{Part(field.Name)}{Is} {Part(field.Value!)}"));
        return given.Length > 0 ? given : PromptLayout.NotInText;
    }

    /// <summary>What precedes a field's value: "party:".</summary>
    public static string Opening(string name) => Part(name) + Is;

    /// <summary>The values, strictly: every part has a known name, which none repeats, and a value.</summary>
    /// <param name="names">Of the task's fields, in its order.</param>
    /// <returns>For each field its value, null where it is left out; null for a line of another form.</returns>
    public static ImmutableArray<string?>? Read(string line, ImmutableArray<string> names)
    {
        var values = new string?[names.Length];
        if (line.Trim().Equals(PromptLayout.NotInText, StringComparison.OrdinalIgnoreCase))
            return [.. values];
        foreach (var part in line.Split(Between))
        {
            var text = part.Trim();
            // The longest one, where a name begins with another.
            var field = Enumerable.Range(0, names.Length)
                .Where(index => text.StartsWith(Opening(names[index]), StringComparison.Ordinal))
                .OrderByDescending(index => names[index].Length)
                .FirstOrDefault(-1);
            if (field < 0 || values[field] is not null || text[Opening(names[field]).Length..].Trim() is not { Length: > 0 } value)
                return null;
            values[field] = value;
        }

        return [.. values];
    }

    private static string Part(string text) => PromptLayout.OneLine(text).Replace(Between, ',');
}
