using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Data.Planning;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Running;
using AdaptLab.LanguageServer.Workspace;
using Newtonsoft.Json;

namespace AdaptLab.LanguageServer.Diagnosing;

/// <summary>All that is to be said of one version of a spec, by the file in which it is shown.</summary>
/// <param name="OfSpec">In the spec itself; what is about a row of a data file stands where the spec reads that file.</param>
/// <param name="OfData">The same rows once more, in their own files.</param>
internal sealed record ShownDiagnostics(
    ImmutableArray<Protocol.Diagnostic> OfSpec, ImmutableDictionary<DocumentUri, ImmutableArray<Protocol.Diagnostic>> OfData)
{
    public static ShownDiagnostics Of(Document document, ClientTraits client, ServerOptions options)
    {
        var all = Find(document);
        var conversions = new Conversions(document, client);
        var places = new DataPlaces(document, client.Encoding);
        places.Load(all.Select(diagnostic => diagnostic.File).OfType<FilePlace>());
        var ofSpec = ImmutableArray.CreateBuilder<Protocol.Diagnostic>(all.Length);
        var ofData = new Dictionary<DocumentUri, List<Protocol.Diagnostic>>();
        foreach (var diagnostic in all)
        {
            var row = diagnostic.File is { Line: > 0 } file && places.UriOf(file) != document.Uri ? places.LocationOf(file) : null;
            ofSpec.Add(conversions.Diagnostic(diagnostic, options.HelpRoot, row));
            if (row is null)
                continue;
            var uri = new DocumentUri(row.Uri);
            if (!ofData.TryGetValue(uri, out var list))
                ofData[uri] = list = [];
            list.Add(conversions.InDataFile(diagnostic, options.HelpRoot, row));
        }

        return new ShownDiagnostics(ofSpec.ToImmutable(), ofData.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray()));
    }

    /// <summary>Names what is said: the same words at the same places have the same name, in whatever session.</summary>
    /// <remarks>FNV-1a of 128 bits: nobody forges what the server itself says, and a cryptographic hash costs an editor 5 MB.</remarks>
    public static string Fingerprint(IEnumerable<Protocol.Diagnostic> diagnostics)
    {
        var hash = new UInt128(0x6c62272e07bb0142, 0x62b821756295c58d);
        foreach (var unit in JsonConvert.SerializeObject(diagnostics))
            hash = (hash ^ unit) * new UInt128(0x1000000, 0x13b);
        return hash.ToString("x32", CultureInfo.InvariantCulture);
    }

    private static ImmutableArray<Language.Diagnostics.Diagnostic> Find(Document document) =>
        Editing.SpecDiagnostics.Of(document.Snapshot, [.. Unavailable(document.Compilation), .. OfRun(document)]);

    // As `adaptlab check` does: a kind of strategy is missing only from what could be understood.
    private static ImmutableArray<Language.Diagnostics.Diagnostic> Unavailable(Compilation compilation) =>
        compilation.Tree.Diagnostics.IsEmpty ? Planner.Unavailable(compilation.Spec, StrategyTraits.All, PlanOptions.Default) : [];

    private static ImmutableArray<Language.Diagnostics.Diagnostic> OfRun(Document document) =>
        document.RunProblem is { } problem ? [RunProblem.Of(document.Compilation, problem)] : [];
}
