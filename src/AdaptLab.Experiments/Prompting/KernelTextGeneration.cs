using System.Runtime.CompilerServices;
using System.Text;
using AdaptLab.Models;
using AdaptLab.Models.Inference;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextGeneration;

namespace AdaptLab.Experiments.Prompting;

/// <summary>A local model as Semantic Kernel's text generation service: deterministic, most probable token first.</summary>
public sealed class KernelTextGeneration(LanguageModel model, string name) : ITextGenerationService
{
    private const int DefaultMostTokens = 64;

    public IReadOnlyDictionary<string, object?> Attributes { get; } =
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["ModelId"] = name };

    /// <param name="executionSettings">Of its extension data, "max_tokens" is heeded.</param>
    public async Task<IReadOnlyList<TextContent>> GetTextContentsAsync(
        string prompt, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        await foreach (var piece in new TextGenerator(model).StreamAsync(prompt, MostTokens(executionSettings), cancellationToken))
            text.Append(piece);
        return [new TextContent(text.ToString(), name)];
    }

    public async IAsyncEnumerable<StreamingTextContent> GetStreamingTextContentsAsync(
        string prompt, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var piece in new TextGenerator(model).StreamAsync(prompt, MostTokens(executionSettings), cancellationToken))
            yield return new StreamingTextContent(piece, modelId: name);
    }

    private static int MostTokens(PromptExecutionSettings? settings) =>
        settings?.ExtensionData?.TryGetValue("max_tokens", out var value) == true
        && int.TryParse(value?.ToString(), out var tokens) && tokens > 0 ? tokens : DefaultMostTokens;
}
