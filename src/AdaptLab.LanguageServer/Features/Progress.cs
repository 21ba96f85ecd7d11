using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`window/workDoneProgress/cancel`: the button beside a progress bar.</summary>
internal static class Progress
{
    public static Feature Cancel { get; } = Feature.Notice<CancelProgressParams>(
        "window/workDoneProgress/cancel", (cancel, session) => session.Progress.CancelAsync(cancel.Token));
}
