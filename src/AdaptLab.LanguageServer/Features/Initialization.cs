using System.Collections.Immutable;
using AdaptLab.Editing.Actions;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`initialize` and `initialized`: what is agreed on, and what the server does before it is asked.</summary>
internal static class Initialization
{
    /// <summary>Sent by the client once it has the answer to `initialize`: from here on it takes requests, too.</summary>
    public static Feature Initialized { get; } = Feature.Change<Empty>("initialized", (_, state) => state, async request =>
    {
        await RegisterAsync(request.Session, request.State.Client);
        await Configuration.FetchAsync(request.Session);
        await WorkspaceIndex.AddAsync(request.State.Folders, request.Session);
    });

    public static async Task<InitializeResult> BeginAsync(InitializeParams parameters, Session session)
    {
        session.Life.Begin();
        var client = ClientTraits.Of(parameters.Capabilities);
        var folders = Folders(parameters);
        var settings = Settings.Default.With(parameters.InitializationOptions);
        await session.Queue.Change(state => state with { Client = client, Folders = folders, Settings = settings });
        if (session.Options.WatchesClient && parameters.ProcessId is { } process)
            _ = LeaveWithAsync(process, session);
        var capabilities = FeatureList.All.Aggregate(new ServerCapabilities(), (all, feature) => feature.Announce(all, client));
        return new InitializeResult(
            capabilities with { PositionEncoding = client.Encoding == PositionEncoding.Utf8 ? "utf-8" : "utf-16" },
            new ServerInfo("adaptlab", session.Options.Version));
    }

    private static ImmutableArray<DocumentUri> Folders(InitializeParams parameters)
    {
        if (parameters.WorkspaceFolders is { } folders)
            return [.. folders.Select(folder => new DocumentUri(folder.Uri))];
        if (parameters.RootUri is { } uri)
            return [new DocumentUri(uri)];
        return parameters.RootPath is { Length: > 0 } path ? [DocumentUri.OfFile(path)] : [];
    }

    private static async Task LeaveWithAsync(int process, Session session)
    {
        await ProcessWatch.EndOfAsync(process, session.End);
        session.Life.Leave();
    }

    private static async Task RegisterAsync(Session session, ClientTraits client)
    {
        var registrations = new List<Registration>();
        if (client.RegistersWatchers)
        {
            registrations.Add(new Registration("adaptlab-files", WatchedFiles.Feature.Method, new WatchOptions(
                [.. WatchedFiles.Patterns.Select(pattern => new FileWatcher(pattern))])));
        }

        if (client.RegistersConfiguration)
            registrations.Add(new Registration("adaptlab-configuration", Configuration.Feature.Method, JObject.FromObject(new { section = Settings.Section })));
        if (client.RegistersDocuments)
            registrations.AddRange(OfDataFiles(client));
        if (registrations.Count > 0)
            await session.Client.RequestAsync<object>("client/registerCapability", new RegistrationParams(registrations), session.End);
    }

    /// <summary>Data files that the user opens: what is typed in them counts at once, from a row one comes back to the spec, and what is
    /// said of a row can be mended there.</summary>
    private static IEnumerable<Registration> OfDataFiles(ClientTraits client)
    {
        DocumentFilter[] selector = [.. WatchedFiles.DataFiles.Select(ending => new DocumentFilter("file", $"**/*{ending}"))];
        foreach (var feature in new[] { TextSync.Open, TextSync.Change, TextSync.Close, NavigationFeatures.Definition, NavigationFeatures.AllReferences })
        {
            yield return new Registration(
                "adaptlab-data-" + feature.Method, feature.Method, new DocumentOptions(selector, feature == TextSync.Change ? TextSync.Incremental : null));
        }

        if (client is { CodeActions: true, RegistersActions: true })
            yield return new Registration("adaptlab-data-" + CodeActionFeature.Feature.Method, CodeActionFeature.Feature.Method, new DocumentOptions(selector) { CodeActionKinds = [Conversions.KindOf(CodeActionKind.QuickFix)] });
    }
}
