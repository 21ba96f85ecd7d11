using System.Collections.Immutable;

namespace AdaptLab.LanguageServer.Features;

/// <summary>What a client may ask to be done; the first argument is always the spec's address.</summary>
internal static class CommandNames
{
    /// <summary>The second argument may be a list of strategies, as declared; all of them without it.</summary>
    public const string Compare = "adaptlab.compare";

    /// <summary>The second argument is the strategy's name as declared.</summary>
    public const string RunStrategy = "adaptlab.runStrategy";

    public const string Cancel = "adaptlab.cancel";

    public const string OpenReport = "adaptlab.openReport";

    /// <summary>Then a position and a new name: a label is renamed in the spec and in the data files that it reads.</summary>
    public const string RenameWithData = "adaptlab.renameWithData";

    /// <summary>Forgets what was measured for a spec.</summary>
    public const string ClearResults = "adaptlab.clearResults";

    /// <summary>Then a strategy's name as declared, or null for all, and an eval row's text, or null for the first one.</summary>
    public const string ShowPrompt = "adaptlab.showPrompt";

    public static ImmutableArray<string> All { get; } = [Compare, RunStrategy, Cancel, OpenReport, RenameWithData, ClearResults, ShowPrompt];
}
