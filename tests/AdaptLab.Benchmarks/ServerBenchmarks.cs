using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using AdaptLab.EndToEnd.Tests;

namespace AdaptLab.Benchmarks;

/// <summary>The language server as an editor meets it: the built program, over its standard streams.</summary>
/// <remarks>
/// A time is that from a message sent to its answer read, so that it holds all that a user waits for; beside it stands the
/// time for which processors worked, which a busy machine changes less. Memory is what the process has in use of the machine's,
/// shared pages of libraries included.
/// </remarks>
internal static class ServerBenchmarks
{
    private const int Lines = 10_000;
    private const int Starts = 21;

    /// <summary>Until a server's code is as fast as it becomes, and then to be counted.</summary>
    private static readonly (int First, int Counted) Many = (150, 300), Few = (10, 40);

    /// <summary>Just below the number of rows above which an editor leaves the audit to the command.</summary>
    private const int AuditedRows = 2_900;

    /// <summary>Faster than anybody types, and not so fast that one key waits for what the last one has left to do.</summary>
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(25);

    /// <summary>After so long without a request, servers have tidied up.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(6);

    private static readonly string[] Words = (
        "the tenant landlord supplier customer shall may must pay deliver return repair keep insure notify before after within thirty days "
        + "month year notice written consent unless agreed goods premises rent price interest court law damage loss term renewal end party other "
        + "each all any part whole at on of for to by with without against under from until no longer than costs own expense state country").Split(' ');

    private static readonly JsonObject Capabilities = JsonNode.Parse("""
        {
          "general": { "positionEncodings": ["utf-16"] },
          "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "versionSupport": true },
            "hover": { "contentFormat": ["markdown"] },
            "completion": { "completionItem": { "snippetSupport": true } }
          }
        }
        """)!.AsObject();

    /// <param name="others">Programs of node that serve YAML, to be measured on a file of the same length.</param>
    public static async Task<int> RunAsync(string[] others, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;
        var ours = new Server("adaptlab", Program(), ["lsp", "--stdio"], "spec.adapt", "adapt", Spec(Lines, 0), ("=> label1", "=> labl1"), Many);
        try
        {
            await MeasureStartAsync(ours, folder, output);
            await MeasureAsync(ours with { Name = "adaptlab, rows alone" }, folder, output);
            await MeasureAsync(ours with { Name = "adaptlab, audited", Text = Spec(AuditedRows, Lines - AuditedRows) }, folder, output);
            foreach (var other in others)
            {
                var yaml = new Server(Path.GetFileName(other), "node", [Path.GetFullPath(other), "--stdio"], "spec.yaml", "yaml", Yaml(), ("label: label1", "label: [label1"), Few);
                await MeasureStartAsync(yaml, folder, output);
                await MeasureAsync(yaml, folder, output);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureStartAsync(Server server, string folder, TextWriter output)
    {
        var starts = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await using var once = new LspClient(server.Start(folder));
            await InitializeAsync(once);
            starts.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            await once.ShutDownAsync();
        }

        await WriteAsync(output, server, "process start to initialize", starts, null);
    }

    private static async Task MeasureAsync(Server server, string folder, TextWriter output)
    {
        await using var client = new LspClient(server.Start(folder));
        await InitializeAsync(client);
        var text = server.Text;
        var path = Path.Combine(folder, server.File);
        await File.WriteAllTextAsync(path, text);
        var uri = new Uri(path).AbsoluteUri;
        await client.NotifyAsync("textDocument/didOpen", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri, ["languageId"] = server.Language, ["version"] = 1, ["text"] = text },
        });
        var place = PlaceOf(text, server.Break.Right);
        var (keys, hovers, completions) = (new List<double>(), new List<double>(), new List<double>());
        var (worked, typing) = (TimeSpan.Zero, 0L);
        var (first, counted) = server.Keys;
        for (var key = 0; key < first + counted; key++)
        {
            if (key == first)
                (worked, keys) = (client.Process.TotalProcessorTime, []);

            // One key makes the mistake and the next one mends it: each has something to tell.
            var (before, after) = key % 2 == 0 ? (server.Break.Right, server.Break.Wrong) : (server.Break.Wrong, server.Break.Right);
            keys.Add(await TimeAsync(async () =>
            {
                await client.NotifyAsync("textDocument/didChange", Change(uri, key + 2, place, before.Length, after));
                // What comes of an audit is told later, with the same version.
                JsonNode? told;
                do
                    told = (await client.NextAsync("textDocument/publishDiagnostics"))!["version"];
                while (told is not null && told.GetValue<int>() != key + 2);
            }));
            typing = Math.Max(typing, Memory(client.Process));
            await Task.Delay(BetweenKeys);
        }

        var ofKeys = (client.Process.TotalProcessorTime - worked).TotalMilliseconds / counted;
        for (var i = 0; i < first + counted; i++)
        {
            if (i == first)
                (hovers, completions) = ([], []);
            var (line, character) = (place.Line - i * 7, place.Character + 4);
            hovers.Add(await TimeAsync(() => client.RequestAsync("textDocument/hover", At(uri, line, character))));
            completions.Add(await TimeAsync(() => client.RequestAsync("textDocument/completion", At(uri, line, character))));
        }

        var asked = Memory(client.Process);
        await WriteAsync(output, server, "keystroke to diagnostics", keys, ofKeys);
        await WriteAsync(output, server, "hover", hovers, null);
        await WriteAsync(output, server, "completion", completions, null);
        await Task.Delay(Idle);
        await output.WriteLineAsync(
            $"{server.Name,-24} {"memory",-28} typing {typing,6} MiB   hovers and completions {asked,6} MiB   idle {Memory(client.Process),6} MiB");
        await client.ShutDownAsync();
    }

    /// <summary>In MiB.</summary>
    private static long Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 >> 20;
    }

    private static async Task InitializeAsync(LspClient client) => await client.InitializeAsync(
        Capabilities.DeepClone(), null, new JsonObject { ["diagnostics"] = new JsonObject { ["quietPeriod"] = 0 } });

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var begun = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static Task WriteAsync(TextWriter output, Server server, string what, List<double> times, double? worked)
    {
        var sorted = times.Order().ToArray();
        return output.WriteLineAsync(
            $"{server.Name,-24} {what,-28} best {sorted[0],8:F2} ms   median {sorted[sorted.Length / 2],8:F2} ms   p95 {sorted[sorted.Length * 95 / 100],8:F2} ms"
            + (worked is { } processor ? $"   processor {processor,8:F2} ms" : ""));
    }

    private static JsonObject At(string uri, int line, int character) => new()
    {
        ["textDocument"] = new JsonObject { ["uri"] = uri },
        ["position"] = new JsonObject { ["line"] = line, ["character"] = character },
    };

    private static JsonObject Change(string uri, int version, (int Line, int Character) place, int length, string text) => new()
    {
        ["textDocument"] = new JsonObject { ["uri"] = uri, ["version"] = version },
        ["contentChanges"] = new JsonArray(new JsonObject
        {
            ["range"] = new JsonObject
            {
                ["start"] = new JsonObject { ["line"] = place.Line, ["character"] = place.Character },
                ["end"] = new JsonObject { ["line"] = place.Line, ["character"] = place.Character + length },
            },
            ["text"] = text,
        }),
    };

    /// <summary>In the middle of the file.</summary>
    private static (int Line, int Character) PlaceOf(string text, string wanted)
    {
        var lines = text.Split('\n');
        var line = Array.FindIndex(lines, lines.Length / 2, one => one.EndsWith(wanted, StringComparison.Ordinal));
        return (line, lines[line].Length - wanted.Length);
    }

    /// <param name="rows">Lines that are rows, or declare something.</param>
    /// <param name="comments">Further lines: they are spread among the rows.</param>
    private static string Spec(int rows, int comments)
    {
        var text = new StringBuilder("task large: classify {\n  instruction: \"Name the label.\"\n  labels: {\n");
        for (var label = 0; label < 8; label++)
            text.Append($"    label{label}: \"What is meant by number {label}\"\n");
        text.Append("  }\n}\n\nstrategy prompt { shots: 4 }\nstrategy rag { retrieve: 4 }\nstrategy lora { rank: 8 }\n\nexamples all {\n");
        var written = 0;
        for (var line = 18; line < rows - 202; line++)
        {
            for (; written < (long)comments * (line - 17) / (rows - 220); written++)
                text.Append($"  // What number {written} is about: who pays, and for what.\n");
            text.Append($"  \"{Sentence(line)}\" => label{line % 8}\n");
        }

        text.Append("}\n\neval {\n");
        for (var line = Lines; line < Lines + 198; line++)
            text.Append($"  \"{Sentence(line)}\" => label{line % 8}\n");
        return text.Append("}\n").ToString();
    }

    private static string Yaml()
    {
        var text = new StringBuilder("rows:\n");
        for (var line = 0; line < Lines / 2; line++)
            text.Append($"  - text: \"{Sentence(line)}\"\n    label: label{line % 8}\n");
        return text.ToString();
    }

    /// <summary>Words as they come: each sentence is another one, and hardly any two are alike.</summary>
    private static string Sentence(int number)
    {
        var (state, words) = ((uint)number, new string[11]);
        for (var i = 0; i < words.Length; i++)
        {
            state = state * 1664525 + 1013904223;
            words[i] = Words[(int)((state >> 12) % Words.Length)];
        }

        return $"Clause {number}: {string.Join(' ', words)}.";
    }

    /// <summary>The command as it is built for use, not the copy of it that lies beside this program.</summary>
    private static string Program()
    {
        var name = OperatingSystem.IsWindows() ? "adaptlab.exe" : "adaptlab";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdaptLab.sln")))
                return Path.Combine(folder.FullName, "src", "AdaptLab.Cli", Path.GetRelativePath(ProjectOf(folder), AppContext.BaseDirectory), name);
        }

        return Path.Combine(AppContext.BaseDirectory, name);

        static string ProjectOf(DirectoryInfo root) => Path.Combine(root.FullName, "tests", "AdaptLab.Benchmarks");
    }

    private sealed record Server(string Name, string Program, string[] Arguments, string File, string Language, string Text, (string Right, string Wrong) Break, (int First, int Counted) Keys)
    {
        public Process Start(string folder) => Process.Start(new ProcessStartInfo(Program, Arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // As the extension for VS Code starts it.
            Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
        })!;
    }
}
