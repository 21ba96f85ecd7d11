using System.Collections.Immutable;
using AdaptLab.Editing;
using AdaptLab.Language;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>One version of a spec. Immutable.</summary>
/// <param name="Version">The client's; null for a spec that is not open, known from the disk.</param>
/// <param name="Folder">The spec's folder within its workspace, as <see cref="Compilation.Parse"/> takes it.</param>
/// <param name="Reading">Of the files that this version names, and of its results.</param>
internal sealed record Document(DocumentUri Uri, int? Version, string Folder, SpecSnapshot Snapshot, SpecReading Reading)
{
    public bool IsOpen => Version is not null;

    public string Text => Snapshot.Text;

    public Compilation Compilation => Snapshot.Compilation;

    /// <summary>Whether <see cref="SpecSnapshot.Data"/> and the results are this version's, and not an earlier one's.</summary>
    public bool IsRead { get; private init; }

    /// <summary>The candidates that run now, with how far they are.</summary>
    public ImmutableDictionary<string, double?> Running { get; private init; } = ImmutableDictionary<string, double?>.Empty;

    /// <summary>What went wrong with the last run; null where nothing did.</summary>
    public string? RunProblem { get; private init; }

    public static Document Of(DocumentUri uri, int? version, string text, string folder)
    {
        var snapshot = new SpecSnapshot(uri.Path ?? uri.ToString(), Compilation.Parse(text, folder), null, null);
        return new Document(uri, version, folder, snapshot, new SpecReading(snapshot.Compilation, uri.Path));
    }

    /// <summary>The next version of the text.</summary>
    public Document With(int? version, string text)
    {
        Reading.Abandon();
        var compilation = Compilation.Parse(text, Folder);
        // Rows and labels of a moment ago are better than none while somebody types; what was said about them is not, for
        // it stood elsewhere in the text.
        var data = Snapshot.Data is { } before ? before with { Diagnostics = [] } : null;
        return this with
        {
            Version = version,
            Snapshot = Snapshot with { Compilation = compilation, Data = data },
            Reading = new SpecReading(compilation, Uri.Path),
            IsRead = false,
        };
    }

    /// <summary>The same text over files that have changed.</summary>
    public Document WithChangedFiles()
    {
        Reading.Abandon();
        return this with { Reading = new SpecReading(Compilation, Uri.Path), IsRead = false };
    }

    /// <summary>With what was read, unless that was for another version.</summary>
    public Document With(SpecReading reading, SpecFacts facts) => ReferenceEquals(reading, Reading)
        ? (this with { Snapshot = Snapshot with { Data = facts.Data ?? Snapshot.Data, Results = facts.Results ?? Snapshot.Results }, IsRead = true }).WithRunning(Running)
        : this;

    public Document WithRunning(ImmutableDictionary<string, double?> running) => this with
    {
        Running = running,
        Snapshot = Snapshot.Results is { } results ? Snapshot with { Results = results with { Running = running } } : Snapshot,
    };

    public Document WithRunProblem(string? problem) => this with { RunProblem = problem };
}
