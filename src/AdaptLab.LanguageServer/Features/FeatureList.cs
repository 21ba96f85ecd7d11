using System.Collections.Immutable;

namespace AdaptLab.LanguageServer.Features;

/// <summary>Every method that the server answers, but for the beginning and the end. To add one is to add its file and a
/// line here.</summary>
internal static class FeatureList
{
    public static ImmutableArray<Feature> All { get; } =
    [
        Initialization.Initialized,
        Configuration.Feature,
        WorkspaceFolders.Feature,
        WatchedFiles.Feature,
        Progress.Cancel,
        TextSync.Open,
        TextSync.Change,
        TextSync.Save,
        TextSync.Close,
        PullDiagnostics.OfDocument,
        PullDiagnostics.OfWorkspace,
        HoverFeature.Feature,
        CompletionFeature.Complete,
        CompletionFeature.Resolve,
        NavigationFeatures.Definition,
        NavigationFeatures.AllReferences,
        NavigationFeatures.Highlight,
        NavigationFeatures.Links,
        SymbolFeatures.OfDocument,
        SymbolFeatures.OfWorkspace,
        StructureFeatures.Fold,
        StructureFeatures.Select,
        RenameFeature.Prepare,
        RenameFeature.Rename,
        CodeActionFeature.Feature,
        CodeActionFeature.Resolve,
        FormattingFeatures.OfDocument,
        FormattingFeatures.OfRange,
        FormattingFeatures.OnType,
        LensFeature.Lens,
        LensFeature.Hint,
        CommandFeature.Feature,
        SemanticTokensFeature.Full,
        SemanticTokensFeature.Delta,
        SemanticTokensFeature.Range,
        ComparisonFeatures.Comparison,
        ComparisonFeatures.RowLocation,
        ComparisonFeatures.Tests,
    ];
}
