using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Remote;
using AdaptLab.Remote.Answers;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies.Remote;

/// <summary>How a model behind a server answers a prompt: with a label, with a text, or with fields.</summary>
/// <remarks>A chat model is not a text that goes on: what it is to do with the prompt, a message before it says.</remarks>
internal sealed class RemoteAnswering
{
    private const int FewestTokens = 64;
    private const int MostTokens = 512;

    private readonly RemoteModel _model;
    private readonly StrategyContext _context;
    private readonly ImmutableArray<string> _labels;
    private readonly ImmutableArray<(string Name, string? Description)> _fields;
    private readonly string _system;
    private readonly int _most;
    private readonly AnswerForm _form;

    private RemoteAnswering(RemoteModel model, StrategyContext context, AnswerForm form)
    {
        (_model, _context, _form) = (model, context, form);
        _labels = LabelsOf(context);
        _fields = [.. context.Task.Fields.Select(field => (field.Name, field.Description))];
        _system = SystemOf(context, form);
        // No tokenizer cuts a text into more tokens than it has bytes; twice the longest leaves room for longer ones.
        var longest = context.Examples.Select(row => Encoding.UTF8.GetByteCount(context.AnswerOf(row))).DefaultIfEmpty().Max();
        _most = Math.Clamp(2 * longest, FewestTokens, MostTokens);
    }

    /// <summary>A few words for the strategy's detail: ", labels by log-probabilities".</summary>
    public string Detail => _context.Task.Kind == TaskKind.Answer ? "" : _form switch
    {
        AnswerForm.LogProbabilities => ", labels by log-probabilities",
        AnswerForm.Schema => _context.Task.Kind == TaskKind.Classify ? ", labels by schema" : ", fields by schema",
        _ => ", plain text",
    };

    public ImmutableArray<string> Notes => _context.Task.Kind != TaskKind.Classify || _form == AnswerForm.LogProbabilities ? []
        : ["The server tells no log-probabilities: each answer stands with probability 1."];

    /// <param name="prompt">As those that will follow; the server is asked with it what it can do.</param>
    /// <exception cref="RemoteException">The server gives no answer.</exception>
    public static async Task<RemoteAnswering> FindAsync(RemoteModel model, StrategyContext context, string prompt, CancellationToken cancellation)
    {
        var form = context.Task.Kind switch
        {
            TaskKind.Classify => await model.FindFormAsync(SystemOf(context, AnswerForm.Text), prompt, LabelsOf(context), cancellation),
            TaskKind.Extract => await FieldFormAsync(),
            _ => AnswerForm.Text,
        };
        return new RemoteAnswering(model, context, form);

        async Task<AnswerForm> FieldFormAsync()
        {
            try
            {
                var asked = new RemoteAnswering(model, context, AnswerForm.Schema);
                return asked.ValuesOfJson((await asked.WriteAsync(prompt, cancellation)).Text) is null ? AnswerForm.Text : AnswerForm.Schema;
            }
            catch (RemoteException error) when (error.Fault is RemoteFault.Refused or RemoteFault.ServerFailed)
            {
                return AnswerForm.Text;
            }
        }
    }

    /// <exception cref="RemoteException">There is no answer.</exception>
    /// <exception cref="StrategyException">The answer is none of the labels, asked for twice.</exception>
    public Task<PredictionResult> PredictAsync(string prompt, ImmutableArray<Citation> citations, CancellationToken cancellation) =>
        _context.Task.Kind == TaskKind.Classify ? ChooseAsync(prompt, citations, cancellation) : AnswerAsync(prompt, citations, cancellation);

    private async Task<PredictionResult> ChooseAsync(string prompt, ImmutableArray<Citation> citations, CancellationToken cancellation)
    {
        var reply = await _model.ChooseAsync(_form, _system, prompt, _labels, cancellation);
        if (reply.Label is null)
        {
            // Told what was wrong with it, a model mends it more often than not.
            var first = reply;
            reply = await _model.ChooseAsync(_form, $"{_system} '{PromptLayout.OneLine(reply.Text)}' is none of them.", prompt, _labels, cancellation);
            reply = reply with { Usage = first.Usage + reply.Usage, Took = first.Took + reply.Took };
        }

        if (reply.Label is not { } label)
        {
            throw new StrategyException(
                $"The model has answered '{Shortened(reply.Text)}', which is none of the labels, and did so twice. Say in `instruction` or `template` that the answer is a label alone, or take a model that follows instructions.");
        }

        ImmutableArray<float> probabilities = reply.Probabilities.IsDefault ? [.. _labels.Select((_, index) => index == label ? 1f : 0f)] : reply.Probabilities;
        return Result(new Prediction(label, probabilities), reply.Usage, reply.Took, citations);
    }

    private async Task<PredictionResult> AnswerAsync(string prompt, ImmutableArray<Citation> citations, CancellationToken cancellation)
    {
        var reply = await WriteAsync(prompt, cancellation);
        var text = PromptLayout.OneLine(reply.Text);
        ImmutableArray<string?>? values = _context.Task.Kind == TaskKind.Answer ? [WrittenAnswer.ValueOf(text)]
            : _form == AnswerForm.Schema ? ValuesOfJson(reply.Text)
            : FieldLine.Read(text, [.. _fields.Select(field => field.Name)]);
        if (_form == AnswerForm.Schema && values is { } given)
            text = FieldLine.Write(_fields.Zip(given, (field, value) => (field.Name, value)));
        var note = reply.IsWhole ? null : $"the answer was cut off after {_most} tokens.";
        return Result(new Prediction(new WrittenAnswer(text, values)), reply.Usage, reply.Took, citations, note);
    }

    private Task<TextReply> WriteAsync(string prompt, CancellationToken cancellation) =>
        _model.WriteAsync(_system, prompt, _most, _form == AnswerForm.Schema ? _fields : [], cancellation);

    private static PredictionResult Result(Prediction prediction, TokenUsage usage, TimeSpan took, ImmutableArray<Citation> citations, string? note = null) =>
        new(prediction, usage.Input, citations, note) { CompletionTokens = usage.Output, Took = took };

    /// <summary>The value of each field; null where the text is not of the form.</summary>
    private ImmutableArray<string?>? ValuesOfJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Any(value => value.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
                return null;
            return [.. _fields.Select(field => root.TryGetProperty(field.Name, out var value) ? WrittenAnswer.ValueOf(value.GetString()) : null)];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ImmutableArray<string> LabelsOf(StrategyContext context) => [.. context.Labels.Select(label => label.Name)];

    private static string SystemOf(StrategyContext context, AnswerForm form) => context.Task.Kind switch
    {
        TaskKind.Classify => $"Answer the last line with exactly one of these labels and nothing else: {string.Join(", ", LabelsOf(context))}.",
        TaskKind.Answer => $"Answer the question on the last line in as few words as possible, taken from the text above it where there is one. Where the text does not tell, answer: {PromptLayout.NotInText}",
        _ when form == AnswerForm.Schema => "Take the fields out of the text on the last line, as JSON. A field that the text does not give is null.",
        _ => $"Take the fields out of the text on the last line, and answer as the lines above it do. A text that gives none is answered: {PromptLayout.NotInText}",
    };

    private static string Shortened(string text) => PromptLayout.OneLine(text) is { Length: > 60 } line ? string.Concat(line.AsSpan(0, 60), "…") : PromptLayout.OneLine(text);
}
