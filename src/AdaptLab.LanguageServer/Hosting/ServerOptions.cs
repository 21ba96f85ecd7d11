using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Worker;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>What the server is given by whoever starts it.</summary>
/// <param name="Version">"0.1.0".</param>
/// <param name="Log">For people; never the stream that the protocol is spoken on. Must bear to be written to from any thread.</param>
public sealed record ServerOptions(string Version, TextWriter Log)
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>So long after its diagnostics a spec's examples are audited, if nobody has typed meanwhile: who types on shall not
    /// share the processors with an audit.</summary>
    public TimeSpan AuditPause { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>So long after the audit the base model is asked about the examples, if nobody has typed meanwhile: that takes a process and
    /// some seconds of processor time.</summary>
    public TimeSpan BasePause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether a model lies on this machine; the folder is the spec's.</summary>
    public Func<ModelSpec, string, bool> IsAtHand { get; init; } = (model, folder) => ModelFiles.FolderOf(model, folder) is not null;

    /// <summary>Starts the process that a comparison runs in: the server itself loads no model.</summary>
    public Func<WorkerClient> StartWorker { get; init; } = WorkerClient.Start;

    /// <summary>Whether to end when the client's process does. Off where that is this very process.</summary>
    public bool WatchesClient { get; init; } = true;

    /// <summary>Where the pages about diagnostics stand; an address that <see cref="Diagnostic.HelpPath"/> is put after.</summary>
    public string HelpRoot { get; init; } = "";
}
