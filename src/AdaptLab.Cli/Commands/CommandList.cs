using System.Collections.Immutable;

namespace AdaptLab.Cli.Commands;

/// <summary>Every verb there is, in the order of the help. To add one is to add its file and a line here.</summary>
internal static class CommandList
{
    public static ImmutableArray<Verb> All { get; } =
    [
        CompareCommand.Create(),
        CheckCommand.Create(),
        AuditCommand.Create(),
        InfluenceCommand.Create(),
        FormatCommand.Create(),
        PromptCommand.Create(),
        ExportCommand.Create(),
        ReportCommand.Create(),
        DiffCommand.Create(),
        ServeCommand.Create(),
        LspCommand.Create(),
        ModelsCommand.Create(),
        CacheCommand.Create(),
        WorkerCommand.Create(),
        PretrainCommand.Create(),
    ];
}
