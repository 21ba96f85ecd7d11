using System.Collections.Immutable;

namespace AdaptLab.Language.Schema;

/// <summary>A source of models: what `model name = …` may call.</summary>
/// <param name="ArgumentDoc">What the call's argument is.</param>
public sealed record Provider(string Name, string Doc, string ArgumentDoc, string Example, ImmutableArray<PropertySchema> Properties)
{
    /// <summary>Runs elsewhere: its weights are out of reach.</summary>
    public bool IsRemote { get; init; }

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
            ])
        {
            IsRemote = true,
        },
        new("ollama", "A model served by Ollama.",
            "the model's name in Ollama", "ollama(\"llama3.2\")",
            [
                new("endpoint", PropertyType.Url, "The server's address.") { Default = "http://localhost:11434" },
            ])
        {
            IsRemote = true,
        },
    ];

    /// <summary>The model of a spec that declares none.</summary>
    public static (string Provider, string Reference) Default => ("embedded", "nano");

    public static Provider? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
