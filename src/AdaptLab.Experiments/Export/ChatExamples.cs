using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Export;

/// <summary>Examples in the form that OpenAI's fine-tuning takes, and most engines with it: one JSON object a line, with the
/// instruction as the system's message, the text as the user's and the answer as the assistant's.</summary>
/// <param name="Training">A line for each example to train on.</param>
/// <param name="Validation">Lines for those held back: about a fifth, spread over the labels.</param>
public sealed record ChatExamples(ImmutableArray<string> Training, ImmutableArray<string> Validation)
{
    /// <summary>OpenAI refuses a file with fewer.</summary>
    public const int Least = 10;

    /// <param name="evalTexts">None of them may be among the examples.</param>
    /// <exception cref="StrategyException">An example is an eval row.</exception>
    public static ChatExamples Of(StrategyContext context, IEnumerable<string> evalTexts)
    {
        var eval = evalTexts.ToHashSet(StringComparer.Ordinal);
        if (context.Examples.FirstOrDefault(row => eval.Contains(row.Text)) is { } leaked)
            throw new StrategyException($"The example at {leaked.Source} is an eval row, too. Take it out: what is trained on it cannot be judged on it.");
        var split = HeldBack.Split(context.Examples, context.Seed);
        var system = System(context);
        return new ChatExamples([.. split.Training.Select(row => Line(context, system, row))], [.. split.Held.Select(row => Line(context, system, row))]);
    }

    /// <summary>What the model is told beside the text: the same as stands above it in a prompt.</summary>
    private static string System(StrategyContext context) => string.Join('\n', new[]
    {
        PromptLayout.OneLine(context.Task.Instruction ?? ""),
        PromptLayout.Labels((context.Task.Fields.IsEmpty ? context.Labels : context.Task.Fields).Select(label => (label.Name, label.Description))).TrimEnd(),
    }.Where(part => part.Length > 0));

    private static string Line(StrategyContext context, string system, TrainingRow row)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("messages");
            foreach (var (role, content) in new[] { ("system", system), ("user", row.Text), ("assistant", context.AnswerOf(row)) })
            {
                json.WriteStartObject();
                json.WriteString("role", role);
                json.WriteString("content", content);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
