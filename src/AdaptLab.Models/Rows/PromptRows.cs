using System.Collections.Immutable;

namespace AdaptLab.Models.Rows;

/// <summary>A row of a prompt: a text and what was answered to it.</summary>
public readonly record struct PromptRow(string Text, string Answer);

/// <summary>A prompt in nano's layout, taken apart: a line for each label ("- name: description"), rows with their answers
/// ("text => answer"), and at the end a text whose answer is wanted ("text =>").</summary>
/// <param name="Announced">What a label's line says, with its name as the answer.</param>
/// <param name="Query">The text at the end.</param>
public sealed record PromptRows(ImmutableArray<PromptRow> Announced, ImmutableArray<PromptRow> Rows, string Query)
{
    /// <summary>Between a text and its answer.</summary>
    public const string Arrow = " =>";

    /// <summary>Ends a row.</summary>
    public const string RowEnd = "\n";

    private const string LabelMark = "- ";
    private const string BeforeDescription = ": ";

    /// <returns>Null for a text that does not end with a request.</returns>
    public static PromptRows? Read(string prompt)
    {
        if (!prompt.EndsWith(Arrow, StringComparison.Ordinal)) return null;
        var lines = prompt.Split(RowEnd);
        var rows = ImmutableArray.CreateBuilder<PromptRow>();
        var announced = new List<string>();
        // Labels stand before the first blank line; a list in a document that was looked up stands after it.
        var inHeader = true;
        foreach (var line in lines.AsSpan(0, lines.Length - 1))
        {
            if (line.Length == 0) inHeader = false;
            // The last arrow: a text may hold one, too.
            else if (line.LastIndexOf(Arrow + " ", StringComparison.Ordinal) is var at and > 0)
                rows.Add(new PromptRow(line[..at], line[(at + Arrow.Length + 1)..].Trim()));
            else if (inHeader && line.StartsWith(LabelMark, StringComparison.Ordinal)) announced.Add(line[LabelMark.Length..]);
        }

        var answers = rows.Select(row => row.Answer).ToHashSet(StringComparer.Ordinal);
        return new PromptRows([.. announced.Select(line => Label(line, answers))], rows.ToImmutable(), lines[^1][..^Arrow.Length]);
    }

    /// <summary>A name may hold a colon itself; the answers of the rows tell.</summary>
    private static PromptRow Label(string line, HashSet<string> answers)
    {
        for (var at = line.IndexOf(BeforeDescription, StringComparison.Ordinal); at > 0; at = line.IndexOf(BeforeDescription, at + 1, StringComparison.Ordinal))
            if (answers.Contains(line[..at]))
                return new PromptRow(line, line[..at]);
        return line.IndexOf(BeforeDescription, StringComparison.Ordinal) is var first and > 0 && !answers.Contains(line)
            ? new PromptRow(line, line[..first])
            : new PromptRow(line, line);
    }
}
