using System.Text;
using AdaptLab.Models.Rows;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Prompting;

/// <summary>
/// How a task, its examples and a request are written for a model. The embedded model is trained on this very layout, and
/// the default prompt template is made of the same parts; so training, evaluation and serving read the same text.
/// </summary>
public static class PromptLayout
{
    /// <summary>Between a text and its answer.</summary>
    public const string Arrow = PromptRows.Arrow;

    /// <summary>Ends a row, so that a label is not mistaken for the beginning of a longer one.</summary>
    public const string RowEnd = PromptRows.RowEnd;

    /// <summary>Answers a question that the texts at hand do not, and stands for the fields of a text that gives none.</summary>
    public const string NotInText = WrittenAnswer.NotInText;

    /// <summary>A line for each label or field: "- name: description", or "- name".</summary>
    public static string Labels(IEnumerable<(string Name, string? Description)> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, description) in labels)
        {
            text.Append("- ").Append(name);
            if (!string.IsNullOrWhiteSpace(description)) text.Append(": ").Append(OneLine(description));
            text.Append(RowEnd);
        }

        return text.ToString();
    }

    /// <summary>An example with its answer, on one line.</summary>
    public static string Row(string text, string answer) => $"{Request(text)} {answer}{RowEnd}";

    /// <summary>A text whose answer is wanted.</summary>
    public static string Request(string text) => OneLine(text) + Arrow;

    /// <summary>What follows a request: the text whose probability is the label's.</summary>
    public static string Continuation(string answer) => $" {answer}{RowEnd}";

    /// <summary>White space of every kind becomes single spaces: a line break would end the row.</summary>
    public static string OneLine(string text)
    {
        var result = new StringBuilder(text.Length);
        var space = false;
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character))
            {
                space = result.Length > 0;
                continue;
            }

            if (space) result.Append(' ');
            space = false;
            result.Append(character);
        }

        return result.ToString();
    }
}
