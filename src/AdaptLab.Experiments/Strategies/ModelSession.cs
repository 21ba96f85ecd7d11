using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Models;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using AdaptLab.Results;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextGeneration;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The model of a comparison, loaded once and shared by its strategies, which use it one at a time.</summary>
public sealed class ModelSession : IDisposable
{
    private readonly string _name;
    private readonly TextEmbedder _embedder;
    private readonly Lazy<Decoder> _fast;

    private ModelSession(ModelSpec spec, LanguageModel model)
    {
        _name = spec.Name;
        Model = model;
        NativeThreads.FitTo(model.Parameters);
        Info = new ModelInfo(spec.Reference, spec.Provider, model.Parameters, model.Window, model.Hash);
        _embedder = new TextEmbedder(model.Decoder);
        _fast = new Lazy<Decoder>(() => model.Decoder.Copy(ComputeSpeed.FastestType));

        var kernel = Kernel.CreateBuilder();
        kernel.Services.AddSingleton<ITextGenerationService>(new KernelTextGeneration(model, spec.Reference));
        Kernel = kernel.Build();
    }

    public ModelInfo Info { get; }

    public LanguageModel Model { get; }

    /// <summary>Renders prompt templates; the model is registered with it as its text generation service.</summary>
    public Kernel Kernel { get; }

    /// <summary>The decoder in the type that this processor is fastest in: what prompts are read with and adapters trained on.</summary>
    public Decoder Decoder => _fast.Value;

    /// <param name="folder">Relative paths of checkpoints start here: the folder of the spec.</param>
    /// <exception cref="StrategyException">There is no such model, or it cannot be loaded.</exception>
    public static ModelSession Open(ModelSpec model, string folder = "")
    {
        try
        {
            return new ModelSession(model, LanguageModel.Load(model.Provider switch
            {
                "embedded" => EmbeddedModel.Folder(model.Reference),
                "huggingface" when Directory.Exists(Path.Combine(folder, model.Reference)) => Path.Combine(folder, model.Reference),
                "huggingface" => throw new StrategyException($"The model '{model.Reference}' is not on this machine. Give a folder that holds config.json, tokenizer.json and model.safetensors, as huggingface(\"./folder\")."),
                _ => throw new StrategyException($"Models of '{model.Provider}' cannot be run by this version. Use embedded(\"nano\") or huggingface(\"./folder\")."),
            }));
        }
        catch (ModelLoadException error)
        {
            throw new StrategyException(error.Message);
        }
    }

    /// <exception cref="StrategyException">The strategy is declared with another model.</exception>
    public void CheckModel(StrategySpec strategy)
    {
        if (strategy.Properties.TextOrNull("model") is { } name && name != _name)
            throw new StrategyException($"'{strategy.Name}' asks for the model '{name}', but a comparison by this version runs one model, '{_name}'. Leave the strategy out with --strategy, or compare each model in a spec of its own.");
    }

    /// <summary>Token ids of a text in which nothing is a special token, whatever it says.</summary>
    public int[] Encode(string text) => Model.Tokenizer.Encode(text, recogniseSpecial: false);

    /// <summary>A vector of length one, as nano is trained to make them: of the text read as a request.</summary>
    public float[] Embed(string text) => _embedder.Embed(Encode(PromptLayout.Request(text)));

    /// <summary>The same for many texts, one after the other: it stops between two of them.</summary>
    public Func<string, float[]> CancellableEmbed(CancellationToken cancellation) => text =>
    {
        cancellation.ThrowIfCancellationRequested();
        return Embed(text);
    };

    public void Dispose()
    {
        if (_fast.IsValueCreated) _fast.Value.Dispose();
        Model.Dispose();
    }
}
