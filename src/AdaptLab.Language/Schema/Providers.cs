using System.Collections.Immutable;

namespace AdaptLab.Language.Schema;

/// <summary>A source of models: what `model name = …` may call.</summary>
/// <param name="ArgumentDoc">What the call's argument is.</param>
public sealed record Provider(string Name, string Doc, string ArgumentDoc, string Example, ImmutableArray<PropertySchema> Properties)
{
    /// <summary>Runs elsewhere: its weights are out of reach.</summary>
    public bool IsRemote { get; init; }

    /// <summary>Makes vectors of texts and writes nothing: it can be an embedder, and no strategy can adapt it.</summary>
    public bool EmbedsOnly { get; init; }

    /// <summary>The only arguments it takes; empty where any string may do.</summary>
    public ImmutableArray<string> References { get; init; } = [];
}

public static class Providers
{
    public static ImmutableArray<Provider> All { get; } =
    [
        new("embedded", "A small model that ships with the project; trained and run on this machine.",
            "the model's name", "embedded(\"nano\")", [])
        {
            References = ["nano"],
        },
        new("huggingface", "A checkpoint in Hugging Face's layout (safetensors); trained and run on this machine.",
            "\"org/name\" on the hub, or \"./folder\"", "huggingface(\"org/name\")",
            [
                new("revision", PropertyType.Text, "The branch, tag or commit on the hub.") { Default = "main" },
            ]),
        new("onnx", "A sentence encoder exported to ONNX: makes the embeddings that `rag` searches by; run on this machine.",
            "\"./folder\" with model.onnx and tokenizer.json", "onnx(\"./encoder\")", [])
        {
            EmbedsOnly = true,
        },
        new("openai", "A model behind an OpenAI-compatible server: vLLM, llama.cpp, LM Studio, a cloud.",
            "the model's name on the server", "openai(\"gpt-4o-mini\")",
            [
                new("endpoint", PropertyType.Url, "The server's address.") { Default = "https://api.openai.com/v1" },
                new("apiKey", PropertyType.Secret, "The key to send, from an environment variable.") { DefaultDoc = "none is sent" },
                new("price", PropertyType.Object, "What tokens cost, for the cost figures of the report.")
                {
                    DefaultDoc = "no cost is reported",
                    Properties =
                    [
                        new("input", PropertyType.Number, "For a million tokens read.") { Minimum = 0, DefaultDoc = "0" },
                        new("output", PropertyType.Number, "For a million tokens written.") { Minimum = 0, DefaultDoc = "0" },
                    ],
                },
                new("budget", PropertyType.Number, "The most that a run may cost, in the currency of `price`. Before each request its worst case is put aside; one that might exceed the budget is not made.")
                {
                    Minimum = 0, AboveMinimum = true, DefaultDoc = "no limit",
                },
                Concurrency(4),
                Timeout(60),
            ])
        {
            IsRemote = true,
        },
        new("ollama", "A model served by Ollama.",
            "the model's name in Ollama", "ollama(\"llama3.2\")",
            [
                new("endpoint", PropertyType.Url, "The server's address.") { Default = "http://localhost:11434" },
                Concurrency(1),
                Timeout(300),
            ])
        {
            IsRemote = true,
        },
    ];

    /// <summary>The model of a spec that declares none.</summary>
    public static (string Provider, string Reference) Default => ("embedded", "nano");

    private static PropertySchema Concurrency(int standard) =>
        new("concurrency", PropertyType.Integer, "The most requests at a time. More of them end sooner together, and each takes longer: the latencies of a report are taken so.")
        {
            Minimum = 1, Maximum = 256, Default = (double)standard, Unit = "requests",
        };

    private static PropertySchema Timeout(int seconds) =>
        new("timeout", PropertyType.Duration, "The longest that one attempt may take. One that takes longer is tried again, up to five times.")
        {
            Minimum = 0, AboveMinimum = true, Maximum = 3_600_000, Default = seconds * 1000.0,
        };

    public static Provider? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
