using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`workspace/didChangeConfiguration`: some clients send the settings, others say only that they have changed.</summary>
internal static class Configuration
{
    public static Feature Feature { get; } = Feature.Change<DidChangeConfigurationParams>(
        "workspace/didChangeConfiguration",
        (change, state) => state with { Settings = state.Settings.With(Section(change.Settings)) },
        request => FetchAsync(request.Session));

    /// <summary>Asks the client, where it answers such questions.</summary>
    public static async Task FetchAsync(Session session)
    {
        var client = session.Queue.Current.Client;
        if (client.AnswersConfiguration)
        {
            var answer = await session.Client.RequestAsync<JArray>(
                "workspace/configuration", new ConfigurationParams([new ConfigurationItem(Settings.Section)]), session.End);
            await session.Queue.Change(state => state with { Settings = state.Settings.With(answer?.FirstOrDefault()) });
        }

        await session.Diagnostics.RefreshAsync();
    }

    // With or without the section's name around it.
    private static JToken? Section(JToken? settings) => settings is JObject all && all[Settings.Section] is { } section ? section : settings;
}
