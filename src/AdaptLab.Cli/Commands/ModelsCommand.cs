using System.CommandLine;
using System.Text.Json;
using AdaptLab.Cli.Terminal;
using AdaptLab.Hub;
using AdaptLab.Results;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab models`: checkpoints of the Hugging Face hub on this machine.</summary>
internal static class ModelsCommand
{
    public static Verb Create()
    {
        Verb[] verbs = [ModelsPullCommand.Create(), ModelsListCommand.Create(), ModelsRemoveCommand.Create()];
        var command = new Command("models", "Fetch models from the Hugging Face hub, and see which are here.");
        foreach (var verb in verbs)
            command.Add(verb.Command);
        return new Verb(command, """
            Models are kept in the hub's own cache, which its other tools share: ~/.cache/huggingface/hub, or where HF_HOME
            or HF_HUB_CACHE says. A comparison reads that cache and uses no network: pull a model before you compare it.

            """) { Verbs = [.. verbs] };
    }

    public static readonly Argument<string> Name = new("NAME") { Description = "The model, as org/name." };

    public static readonly Option<string?> Revision = new("--revision") { Description = "The branch, tag or commit; main where it is left out.", HelpName = "REVISION" };

    /// <summary>The model that the command line names; null, and said, where it names none.</summary>
    public static HubModel? Named(string name, string? revision, Screen error)
    {
        var model = HubModel.Parse(name, revision);
        if (model is null)
            error.Line(HubModel.Parse(name) is null
                ? $"adaptlab models: '{name}' is no name on the hub. It is written org/name, as HuggingFaceTB/SmolLM2-135M."
                : $"adaptlab models: '{revision}' is no branch, tag or commit.");
        return model;
    }
}

/// <summary>`adaptlab models pull NAME`.</summary>
internal static class ModelsPullCommand
{
    private static readonly Option<bool> Offline = new("--offline") { Description = "Use no network: say whether the model is here. HF_HUB_OFFLINE=1 does the same." };

    public static Verb Create()
    {
        var command = new Command("pull", "Fetch a model, or bring it up to date.") { ModelsCommand.Name, ModelsCommand.Revision, Offline };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            return RunAsync(parsed.GetRequiredValue(ModelsCommand.Name), parsed.GetValue(ModelsCommand.Revision), parsed.GetValue(Offline), Screen.Output(noColor), Screen.Error(noColor), cancellation);
        });
        return new Verb(command, """
            Only what is needed to run a model is fetched: configuration, tokenizer and weights as safetensors. What stops
            midway goes on from there the next time. A private or gated model needs a token that may read it, in HF_TOKEN
            or in the file that the hub's own tools write; it is sent to the hub and to no other host.

            Examples:
              adaptlab models pull HuggingFaceTB/SmolLM2-135M
              adaptlab models pull Qwen/Qwen3-0.6B --revision main

            Exit codes:
              0    done
              1    it cannot be had
              2    the name or the revision cannot be right
              130  stopped

            """);
    }

    private static async Task<int> RunAsync(string name, string? revision, bool offline, Screen output, Screen error, CancellationToken cancellation)
    {
        if (ModelsCommand.Named(name, revision, error) is not { } model)
            return ExitCode.UsageError;
        try
        {
            var settings = HubSettings.FromEnvironment();
            using var client = new HubClient(offline ? settings with { IsOffline = true } : settings);
            var pulled = await client.PullAsync(model, new PullProgress(error), cancellation);
            output.Line(pulled.Fetched == 0
                ? $"{model} is here, in {pulled.Folder}"
                : $"{model}: {Figures.Bytes(pulled.Fetched)} fetched, into {pulled.Folder}");
            return ExitCode.Success;
        }
        catch (HubException exception)
        {
            error.Line(("adaptlab models: ", Tones.Bad), (exception.Message, Tones.Plain));
            return ExitCode.ToolError;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            error.Line("Stopped. What has arrived is kept: pull again to go on.");
            return ExitCode.Stopped;
        }
    }

    /// <summary>A line for every tenth of the way and for each file that begins: readable in a terminal and in a log.</summary>
    private sealed class PullProgress(Screen screen) : IProgress<HubProgress>
    {
        private const int Steps = 10;
        private (string File, long Step) _told = ("", -1);

        public void Report(HubProgress value)
        {
            var now = (value.File, value.Total == 0 ? Steps : Steps * value.Bytes / value.Total);
            if (now == _told)
                return;
            _told = now;
            screen.Line($"{value.File}: {Figures.Bytes(value.Bytes)} of {Figures.Bytes(value.Total)}");
        }
    }
}

/// <summary>`adaptlab models list`.</summary>
internal static class ModelsListCommand
{
    private static readonly Option<bool> Json = CommonOptions.Json("Print the list as JSON.");

    public static Verb Create()
    {
        var command = new Command("list", "List the models that are here.") { Json };
        command.SetAction(parsed => Run(parsed.GetValue(Json), Screen.Output(parsed.GetValue(CommonOptions.NoColor))));
        return new Verb(command, """
            Exit codes:
              0  done

            """);
    }

    private static int Run(bool asJson, Screen output)
    {
        var cache = HubCache.FromEnvironment();
        var models = cache.List();
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { folder = cache.Folder, models }, JsonSerializerOptions.Web));
            return ExitCode.Success;
        }

        foreach (var model in models)
            foreach (var revision in model.Revisions)
                output.Line($"{model.Name,-40}  {revision.Name,-12}  {Figures.Bytes(model.Bytes),8}  {(revision.IsComplete ? "" : "incomplete: pull it again")}".TrimEnd());
        output.Line($"{Figures.Count(models.Length, "model")}, {CacheStore.Size(models.Sum(model => model.Bytes))}, in {cache.Folder}");
        return ExitCode.Success;
    }
}

/// <summary>`adaptlab models remove NAME`.</summary>
internal static class ModelsRemoveCommand
{
    public static Verb Create()
    {
        var command = new Command("remove", "Delete a model and all its revisions from the cache.") { ModelsCommand.Name };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(ModelsCommand.Name), Screen.Output(parsed.GetValue(CommonOptions.NoColor)), Screen.Error(parsed.GetValue(CommonOptions.NoColor))));
        return new Verb(command, """
            The cache is shared with the hub's other tools: it is gone for them, too.

            Exit codes:
              0  done
              1  a file cannot be deleted
              2  there is no such model in the cache

            """);
    }

    private static int Run(string name, Screen output, Screen error)
    {
        if (ModelsCommand.Named(name, null, error) is not { } model)
            return ExitCode.UsageError;
        var cache = HubCache.FromEnvironment();
        try
        {
            if (cache.Remove(model) is { } bytes)
            {
                output.Line($"{model.Name} removed, {CacheStore.Size(bytes)}.");
                return ExitCode.Success;
            }

            error.Line($"adaptlab models: {model.Name} is not in {cache.Folder}. `adaptlab models list` shows what is.");
            return ExitCode.UsageError;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.Line($"adaptlab models: {exception.Message}");
            return ExitCode.ToolError;
        }
    }
}
