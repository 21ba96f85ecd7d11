using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using Microsoft.SemanticKernel;

namespace AdaptLab.Experiments.Prompting;

/// <summary>The prompt of a task: Semantic Kernel's template, filled with what the spec and the strategy provide.</summary>
public sealed partial class TaskPrompt
{
    /// <summary>In the layout that nano is trained on. Every part but the input ends its own last line, so that one that
    /// is empty leaves no blank line behind.</summary>
    public const string DefaultTemplate = "{{$instruction}}{{$labels}}\n{{$documents}}{{$examples}}{{$input}}" + PromptLayout.Arrow;

    private static readonly ImmutableArray<string> Variables = ["instruction", "labels", "documents", "examples", "input"];

    private readonly Kernel _kernel;
    private readonly IPromptTemplate _template;
    private readonly StrategyContext _context;
    private readonly string _instruction;
    private readonly string _labelLines;

    /// <exception cref="StrategyException">The template of the spec cannot be parsed.</exception>
    public TaskPrompt(Kernel kernel, StrategyContext context)
    {
        _kernel = kernel;
        _context = context;
        _instruction = string.IsNullOrWhiteSpace(context.Task.Instruction) ? "" : PromptLayout.OneLine(context.Task.Instruction) + PromptLayout.RowEnd;
        _labelLines = PromptLayout.Labels((context.Task.Kind == TaskKind.Extract ? context.Task.Fields : context.Labels).Select(label => (label.Name, label.Description)));
        var template = context.Strategy.Properties.TextOrNull("template") ?? DefaultTemplate;
        CheckVariables(template, context.Strategy.Name);
        try
        {
            // Without that it would escape <, > and & for chat markup; a text model reads the text as it is.
            _template = new KernelPromptTemplateFactory { AllowDangerouslySetContent = true }.Create(new PromptTemplateConfig(template) { AllowDangerouslySetContent = true });
        }
        catch (KernelException error)
        {
            throw new StrategyException($"The template of '{context.Strategy.Name}' is not valid: {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <param name="examples">In the order in which they are read: the last one stands nearest to the input.</param>
    /// <param name="documents">Passages to consult.</param>
    public Task<string> RenderAsync(IEnumerable<TrainingRow> examples, IEnumerable<string> documents, string input, CancellationToken cancellation) =>
        _template.RenderAsync(
            _kernel,
            new KernelArguments
            {
                ["instruction"] = _instruction,
                ["labels"] = _labelLines,
                ["documents"] = string.Concat(documents.Select(text => PromptLayout.OneLine(text) + PromptLayout.RowEnd)),
                ["examples"] = string.Concat(examples.Select(row => PromptLayout.Row(row.Text, _context.AnswerOf(row)))),
                ["input"] = PromptLayout.OneLine(input),
            },
            cancellation);

    /// <summary>Semantic Kernel renders what it does not know as nothing, and takes an unclosed brace for text: prompts
    /// that all read the same would be scored without a word.</summary>
    private static void CheckVariables(string template, string strategy)
    {
        var used = Variable().Matches(template).Select(match => match.Groups[1].Value).ToList();
        if (used.FirstOrDefault(name => !Variables.Contains(name)) is { } unknown)
            throw new StrategyException($"The template of '{strategy}' uses {{{{${unknown}}}}}, which is not filled. It may use {string.Join(", ", Variables.Select(name => $"{{{{${name}}}}}"))}.");
        if (!used.Contains("input"))
            throw new StrategyException($"The template of '{strategy}' does not contain {{{{$input}}}}, so every prompt would be the same. Put it where the text belongs.");
    }

    [GeneratedRegex(@"\{\{\s*\$(\w+)\s*\}\}")]
    private static partial Regex Variable();
}
