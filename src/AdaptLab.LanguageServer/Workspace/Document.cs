using System.Collections.Immutable;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Editing;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;

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

    /// <summary>Outlives a version: an audit makes the features of changed rows alone.</summary>
    private FeatureCache Features { get; init; } = new();

    /// <summary>Likewise: the base model is asked about changed rows alone.</summary>
    private BaseMemory Said { get; init; } = new();

    /// <summary>What went wrong with the last run; null where nothing did.</summary>
    public string? RunProblem { get; private init; }

    /// <summary>The row files that it names, as it writes them.</summary>
    public IEnumerable<string> FilesRead => Compilation.Spec.Examples.Select(set => set.File).Append(Compilation.Spec.Eval.File).OfType<DataFile>().Select(file => file.Path);

    public static Document Of(DocumentUri uri, int? version, string text, string folder, OpenFiles files)
    {
        var snapshot = new SpecSnapshot(uri.Path ?? uri.ToString(), Compilation.Parse(text, folder), null, null);
        var (features, said) = (new FeatureCache(), new BaseMemory());
        return new Document(uri, version, folder, snapshot, new SpecReading(snapshot.Compilation, uri.Path, files, features, said)) { Features = features, Said = said };
    }

    /// <summary>Absolute, with forward slashes.</summary>
    /// <param name="written">As the spec writes it.</param>
    public string PathOf(string written) => OpenFiles.Key(Path.Combine(Snapshot.Folder, written));

    /// <summary>Whether a change of the file can make a difference to it. Which files a pattern finds is known only once it is looked for.</summary>
    /// <param name="path">Absolute, with forward slashes.</param>
    public bool MayRead(string path) => Compilation.Spec.Documents.Length > 0 || FilesRead.Any(file => PathOf(file) == path);

    /// <summary>The next version of the text.</summary>
    public Document With(int? version, string text, OpenFiles files)
    {
        Reading.Abandon();
        var compilation = Compilation.WithText(text);
        // Rows and labels of a moment ago are better than none while somebody types; what was said about them is not, for
        // it stood elsewhere in the text.
        var data = Snapshot.Data is { } before ? before with { Diagnostics = [] } : null;
        return this with
        {
            Version = version,
            // An audit takes a while, and comes once nobody types: until then what it has found is shown where it stands now.
            Snapshot = Snapshot with { Compilation = compilation, Data = data, BaseIsAsked = false, Audit = Snapshot.Audit is { } audit ? MovedDiagnostics.Of(audit, Text, text) : null },
            Reading = new SpecReading(compilation, Uri.Path, files, Features, Said),
            IsRead = false,
        };
    }

    /// <summary>The same text over files that have changed.</summary>
    public Document WithChangedFiles(OpenFiles files)
    {
        Reading.Abandon();
        return this with { Reading = new SpecReading(Compilation, Uri.Path, files, Features, Said), IsRead = false };
    }

    /// <summary>The same text over a store that has been emptied.</summary>
    public Document WithoutResults(OpenFiles files) => (this with { Snapshot = Snapshot with { Results = null }, RunProblem = null }).WithChangedFiles(files);

    /// <summary>With what was read, unless that was for another version.</summary>
    public Document With(SpecReading reading, SpecFacts facts) => ReferenceEquals(reading, Reading)
        ? this with { Snapshot = Snapshot with { Data = facts.Data ?? Snapshot.Data, Results = facts.Results ?? Snapshot.Results }, IsRead = true }
        : this;

    /// <summary>With what was found about the examples, unless that was for another version.</summary>
    /// <param name="baseIsAsked">Whether what the base model says of all of them is part of it.</param>
    public Document WithAudit(SpecReading reading, ImmutableArray<Diagnostic>? audit, bool baseIsAsked = false) =>
        ReferenceEquals(reading, Reading) ? this with { Snapshot = Snapshot with { Audit = audit, BaseIsAsked = baseIsAsked } } : this;

    public Document WithRun(RunState? run) => this with { Snapshot = Snapshot with { Run = run } };

    public Document WithRunProblem(string? problem) => this with { RunProblem = problem };
}
