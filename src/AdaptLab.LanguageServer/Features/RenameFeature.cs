using AdaptLab.Editing.Rename;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/prepareRename` and `rename`. The spec only: data files are somebody's record, and are changed by
/// <see cref="CommandFeature"/> when that is asked for.</summary>
internal static class RenameFeature
{
    public static Feature Prepare { get; } = Feature.Read<PositionParams, PrepareRenameResult?>("textDocument/prepareRename", request =>
        request.Spec(request.Params.TextDocument) is { } spec && Renaming.Prepare(spec.Snapshot, spec.Offset(request.Params.Position)) is { } target
            ? new PrepareRenameResult(spec.Range(target.Span), target.Name)
            : null);

    public static Feature Rename { get; } = Feature.Read<RenameParams, WorkspaceEdit?>("textDocument/rename", request =>
    {
        if (request.Spec(request.Params.TextDocument) is not { } spec)
            return null;
        var result = Renaming.Apply(spec.Snapshot, spec.Offset(request.Params.Position), request.Params.NewName);
        return result.Problem is { } problem ? throw Life.Refused(ErrorCodes.RequestFailed, problem) : spec.Edit(result.Edits, new DataTexts(spec.Document));
    })
    with { Announce = (all, client) => all with { RenameProvider = client.PreparesRename ? new RenameOptions(PrepareProvider: true) : true } };
}
