using AdaptLab.Audit;
using AdaptLab.Cli.Files;
using AdaptLab.Data;
using AdaptLab.Language.Binding;
using AdaptLab.Worker;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Cli.Auditing;

/// <summary>Asks the base model about the examples, as a worker's comparison of one strategy: a prompt without shots.</summary>
internal static class BaseModel
{
    private const int MostExamples = 1000;

    /// <summary>Exactly one of the two: what it says, or in one line why it says nothing.</summary>
    public static async Task<(BaseOpinions? Opinions, string? Problem)> AskAsync(SpecFile file, SpecDataReading reading, CancellationToken cancellation)
    {
        if (file.Compilation.Spec.Task.Kind != TaskKind.Classify)
            return (null, "--model is for tasks with labels: this one writes its answers.");
        var folder = SpecFile.FolderInWorkspace(file.Path);
        var (question, problem) = await BaseQuestion.OfAsync(file.Compilation, reading, file.FullPath, folder, MostExamples, known: null, cancellation);
        if (question?.Plan is not { } plan)
            return (null, problem ?? "there are no examples to ask the model about.");

        await using var client = WorkerClient.Start();
        var order = new CompareParams(BaseQuestion.PathBeside(file.FullPath), file.Path, question.Text, question.Hash, folder, [], 1, null, StoreUse.ReadAndWrite)
        {
            // Nothing is sent to a server that the author has not asked for.
            IsOffline = true,
        };
        var result = await client.CompareAsync(order, plan, progress: null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return question.Read(result.Outcome?.Record, reading.Labels) is { } opinions ? (opinions, null)
            : (null, result.Refusal?.Message ?? result.Fault?.Message ?? result.Outcome?.Faults.FirstOrDefault()?.Reason ?? "the model has not answered.");
    }
}
