using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Tokenizers;
using Microsoft.ML.OnnxRuntime;

namespace AdaptLab.Models.Onnx;

/// <summary>A sentence encoder exported to ONNX: texts as vectors of length one, near where they mean alike.</summary>
/// <remarks>What the export leaves to its user is done here as sentence-transformers does it: one vector of the tokens' states, by the
/// pooling that the folder asks for, then length one.</remarks>
public sealed class SentenceEncoder : IDisposable
{
    public const string WeightsName = "model.onnx";

    private const int StandardLength = 512;
    private const string Ids = "input_ids", Mask = "attention_mask", Types = "token_type_ids";

    private readonly InferenceSession _session;
    private readonly Tokenizer _tokenizer;
    private readonly string _output;
    private readonly Pooling _pooling;

    private SentenceEncoder(InferenceSession session, Tokenizer tokenizer, string output, (int Window, Pooling Pooling) settings)
    {
        _session = session;
        _tokenizer = tokenizer;
        _output = output;
        (Window, _pooling) = settings;
    }

    /// <summary>Longest input, in tokens; what follows is not read.</summary>
    public int Window { get; }

    /// <param name="folder">Holds model.onnx and tokenizer.json, and where the export wrote them config.json and the settings of sentence-transformers.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or asks for what is not supported.</exception>
    public static SentenceEncoder Load(string folder)
    {
        var settings = ReadSettings(folder);
        var path = Path.Combine(folder, WeightsName);
        InferenceSession? session = null;
        try
        {
            // Requests come one at a time, and spinning threads would burn the time of whatever runs beside.
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            session = new InferenceSession(path, options);
            if (session.InputMetadata.Keys.FirstOrDefault(name => name is not (Ids or Mask or Types)) is { } unknown)
                throw new ModelLoadException($"{path}: the input '{unknown}' is not one of a sentence encoder ({Ids}, {Mask}, {Types}).");
            if (!session.InputMetadata.ContainsKey(Ids))
                throw new ModelLoadException($"{path}: there is no input '{Ids}'. A sentence encoder reads token ids.");
            return new SentenceEncoder(session, Tokenizer.Load(folder), OutputOf(session, path), settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelLoadException($"{path}: cannot be loaded ({error.Message.Split('\n')[0]}). Export the encoder again.", error);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>What can be told without loading it: whether the files are there, and whether it pools as it is done here.</summary>
    /// <returns>The longest input, in tokens.</returns>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or asks for what is not supported.</exception>
    public static int Check(string folder) => ReadSettings(folder).Window;

    private static (int Window, Pooling Pooling) ReadSettings(string folder)
    {
        foreach (var name in (string[])[WeightsName, "tokenizer.json"])
        {
            if (!File.Exists(Path.Combine(folder, name)))
                throw new ModelLoadException($"{folder}: there is no {name}. A sentence encoder is a folder with {WeightsName} and tokenizer.json.");
        }

        if (Settings(folder, "modules.json") is { } modules && modules.Items().Where(IsUnknown).Cast<JsonField?>().FirstOrDefault() is { } unknown)
            throw unknown.Error($"the module '{unknown.StringOr("type", "")}' is not supported: an encoder, its pooling and its normalisation are");
        var pooling = PoolingConfig.Read(Settings(folder, Path.Combine("1_Pooling", "config.json")));
        int?[] limits =
        [
            Settings(folder, "sentence_bert_config.json")?.Optional("max_seq_length")?.AsInt32(),
            Settings(folder, "config.json")?.Optional("max_position_embeddings")?.AsInt32(),
        ];
        return (limits.Min() is { } least and > 0 ? least : StandardLength, pooling);
    }

    /// <summary>A vector of length one.</summary>
    public float[] Embed(string text)
    {
        var ids = Tokens(text);
        long[] shape = [1, ids.Length];
        using var run = new RunOptions();
        using var idValues = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValues = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, ids.Length).ToArray(), shape);
        using var typeValues = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        var inputs = _session.InputMetadata.Keys.ToDictionary(name => name, name => name switch { Ids => idValues, Mask => maskValues, _ => typeValues });
        using var outputs = _session.Run(run, inputs, [_output]);
        // [1, t, width] states; [1, width] is pooled already, and one state is what any pooling makes of it.
        return _pooling.Pool(outputs[0].GetTensorDataAsSpan<float>(), (int)outputs[0].GetTensorTypeAndShape().Shape[^1]);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>With the marks that the encoder expects around a text; of one that is too long, the beginning.</summary>
    private long[] Tokens(string text)
    {
        var room = Math.Max(0, Window - _tokenizer.Prefix.Length - _tokenizer.Suffix.Length);
        var ids = _tokenizer.Encode(text, recogniseSpecial: false);
        return [.. _tokenizer.Prefix.Concat(ids.Take(room)).Concat(_tokenizer.Suffix).DefaultIfEmpty(0).Select(id => (long)id)];
    }

    /// <summary>A pooled output where the export has one, else the states.</summary>
    private static string OutputOf(InferenceSession session, string path)
    {
        string[] known = ["sentence_embedding", "last_hidden_state", "token_embeddings"];
        var name = known.FirstOrDefault(session.OutputMetadata.ContainsKey) ?? session.OutputMetadata.Keys.First();
        var output = session.OutputMetadata[name];
        return output.ElementType == typeof(float) && output.Dimensions.Length is 2 or 3
            ? name
            : throw new ModelLoadException($"{path}: the output '{name}' holds no states of float32, [1, tokens, width] or [1, width].");
    }

    /// <summary>A layer of its own after the pooling, which the export does not hold.</summary>
    private static bool IsUnknown(JsonField module) => !((string[])["Transformer", "Pooling", "Normalize"]).Any(name => module.StringOr("type", "").EndsWith("." + name, StringComparison.Ordinal));

    private static JsonField? Settings(string folder, string name) =>
        Path.Combine(folder, name) is var path && File.Exists(path) ? JsonField.ReadFile(path, "Export the encoder again.") : null;
}
