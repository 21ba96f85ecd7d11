using System.Collections.Immutable;
using System.Numerics.Tensors;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Hub;
using AdaptLab.Language.Binding;
using AdaptLab.Models;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using AdaptLab.Words;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextGeneration;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies;

/// <summary>A model, loaded once and shared by the strategies that adapt it, which use it one at a time.</summary>
public sealed class ModelSession : IEmbedder, IDisposable
{
    private readonly Lazy<TextEmbedder> _embedder;
    private readonly Lazy<Decoder> _fast;
    private readonly bool _hasWords;

    private ModelSession(ModelSpec spec, LanguageModel model, string identity)
    {
        Name = spec.Reference;
        Identity = identity;
        Model = model;
        Embedder = this;
        _hasWords = spec.Provider == "embedded";
        NativeThreads.FitTo(model.Parameters);
        _fast = new Lazy<Decoder>(() => model.Decoder.WeightType == ComputeSpeed.FastestType
            ? model.Decoder.ComputingIn(ComputeSpeed.FastestType)
            : model.Decoder.Copy(ComputeSpeed.FastestType));
        _embedder = new Lazy<TextEmbedder>(() => new TextEmbedder(FeatureDecoder));

        var kernel = Kernel.CreateBuilder();
        kernel.Services.AddSingleton<ITextGenerationService>(new KernelTextGeneration(model, spec.Reference));
        Kernel = kernel.Build();
    }

    private ModelSession(ModelSession model, IEmbedder embedder)
    {
        (Name, Identity, Model, Kernel, _fast, _embedder, _hasWords) = (model.Name, model.Identity, model.Model, model.Kernel, model._fast, model._embedder, model._hasWords);
        Embedder = embedder;
    }

    /// <summary>Makes the vectors that are searched by: the model itself, unless another was chosen.</summary>
    public IEmbedder Embedder { get; }

    /// <summary>The same model, for strategies that search by another's vectors. It shares everything and frees nothing: the two must outlive it.</summary>
    public ModelSession SearchingWith(IEmbedder embedder) => new(this, embedder);

    /// <summary>As its declaration refers to it: a model's name or a folder.</summary>
    public string Name { get; }

    public LanguageModel Model { get; }

    /// <summary>Of its weights, and of how texts are written for it.</summary>
    public string Identity { get; }

    /// <summary>Measures texts by the model's own tokenizer.</summary>
    internal TokenCounter Tokens => new(Identity, text => Encode(text).Length);

    /// <summary>What features and embeddings are read with: float32, unless the weights themselves have no more than bfloat16's precision.</summary>
    public Decoder FeatureDecoder => Model.Decoder.WeightType == ScalarType.Float32 ? Model.Decoder : Decoder;

    /// <summary>Renders prompt templates; the model is registered with it as its text generation service.</summary>
    public Kernel Kernel { get; }

    /// <summary>The decoder in the type that this processor is fastest in: what prompts are read with and adapters trained on.</summary>
    public Decoder Decoder => _fast.Value;

    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    /// <exception cref="StrategyException">There is no such model, or it cannot be loaded.</exception>
    public static ModelSession Open(ModelSpec model, string specFolder = "")
    {
        try
        {
            var folder = FolderOf(model, specFolder);
            return new ModelSession(
                model, LanguageModel.Load(folder, IsWidened(model) ? ScalarType.Float32 : null), $"{ModelFiles.HashOf(folder)} {StrategyTraits.SharedVersion}");
        }
        catch (ModelLoadException error)
        {
            throw new StrategyException(error.Message);
        }
    }

    /// <summary>What a model will be in memory, without loading it.</summary>
    /// <exception cref="StrategyException">It is not on this machine, or nothing here can run it.</exception>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or asks for what is not supported.</exception>
    public static CheckpointShape ShapeOf(ModelSpec model, string specFolder)
    {
        var shape = CheckpointShape.Read(FolderOf(model, specFolder));
        return IsWidened(model) ? shape with { IsBfloat16 = false } : shape;
    }

    /// <summary>Nano is small enough to be held in both types, and its features are a little better in float32.</summary>
    private static bool IsWidened(ModelSpec model) => model.Provider == "embedded";

    /// <summary>The folder of a model that can be run.</summary>
    /// <exception cref="StrategyException">It is not on this machine, or nothing here can run it.</exception>
    public static string FolderOf(ModelSpec model, string specFolder) => ModelFiles.FolderOf(model, specFolder) ?? throw new StrategyException(model.Provider switch
    {
        "embedded" => $"The embedded model '{model.Reference}' is missing from this build: there is no folder models/{model.Reference} beside the program.",
        "huggingface" when ModelFiles.OnHub(model) is { } hub => $"The model '{model.Reference}' is not on this machine, or not all of it. Fetch it with: adaptlab models pull {hub.Name}{(hub.Revision == HubModel.StandardRevision ? "" : $" --revision {hub.Revision}")}",
        "onnx" => $"The encoder '{model.Reference}' is not on this machine. Give a folder that holds model.onnx and tokenizer.json, as onnx(\"./folder\").",
        "huggingface" => $"The model '{model.Reference}' is not on this machine. Give a folder that holds config.json, tokenizer.json and model.safetensors, as huggingface(\"./folder\").",
        _ => $"Models of '{model.Provider}' cannot be run by this version. Use embedded(\"nano\") or huggingface(\"./folder\").",
    });

    /// <summary>Token ids of a text that the model reads from its beginning: after the mark that it expects there, if any.
    /// Nothing in the text is a special token, whatever it says.</summary>
    public int[] Encode(string text) => [.. Model.Tokenizer.Prefix, .. EncodePart(text)];

    /// <summary>Token ids of a text that goes on from another, or is only counted.</summary>
    public int[] EncodePart(string text) => Model.Tokenizer.Encode(text, recogniseSpecial: false);

    /// <summary>Token ids of a text as it goes on from another, of which <paramref name="before"/> is the end.</summary>
    public int[] EncodeAfter(string before, string text) => Model.Tokenizer.EncodeAfter(before, text, recogniseSpecial: false);

    /// <summary>A vector of length one, as nano is trained to make them: of the text read as a request. Beside nano's own states
    /// stand its words' vectors, each of them half: it has read too little to know what they say, and most of all of rare words.</summary>
    public float[] Embed(string text)
    {
        var states = _embedder.Value.Embed(Encode(PromptLayout.Request(text)));
        if (!_hasWords) return states;
        float[] joined = [.. states, .. WordVectors.Shipped.Embed(text)];
        TensorPrimitives.Divide(joined, TensorPrimitives.Norm<float>(joined), joined);
        return joined;
    }

    /// <summary>The same for many texts, one after the other: it stops between two of them.</summary>
    public Func<string, float[]> CancellableEmbed(CancellationToken cancellation) => text =>
    {
        cancellation.ThrowIfCancellationRequested();
        return Embed(text);
    };

    public Task<ImmutableArray<float[]>> EmbedAsync(IReadOnlyList<string> texts, Action<double>? progress, CancellationToken cancellation) =>
        Embedding.OneByOne(texts, Embed, progress, cancellation);

    public void Dispose()
    {
        if (_fast.IsValueCreated) _fast.Value.Dispose();
        Model.Dispose();
    }
}
