using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/foldingRange` and `selectionRange`.</summary>
internal static class StructureFeatures
{
    public static Feature Fold { get; } = Feature.Read<DocumentParams, IReadOnlyList<Protocol.FoldingRange>?>("textDocument/foldingRange", request =>
        request.Spec(request.Params.TextDocument) is { } spec
            ? [.. Folding.Of(spec.Snapshot).Select(range => new Protocol.FoldingRange(
                range.StartLine, range.EndLine, range.Kind == FoldingKind.Comment ? "comment" : "region"))]
            : null)
        with { Announce = (all, _) => all with { FoldingRangeProvider = true } };

    public static Feature Select { get; } = Feature.Read<SelectionRangeParams, IReadOnlyList<SelectionRange>?>("textDocument/selectionRange", request =>
        request.Spec(request.Params.TextDocument) is { } spec
            ? [.. request.Params.Positions.Select(position => spec.Selection(SelectionRanges.At(spec.Snapshot, spec.Offset(position))))]
            : null)
        with { Announce = (all, _) => all with { SelectionRangeProvider = true } };
}
