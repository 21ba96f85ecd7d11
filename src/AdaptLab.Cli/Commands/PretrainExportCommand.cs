using System.CommandLine;
using AdaptLab.Pretraining;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab pretrain export`: what training has reached so far, as a model that can be loaded.</summary>
internal static class PretrainExportCommand
{
    private static readonly Option<string> Work = CommonOptions.Folder("--work", "The folder that 'adaptlab pretrain' works in.");

    private static readonly Option<string> To = new("--to")
    {
        Description = "Where config.json, tokenizer.json and model.safetensors go.",
        HelpName = "FOLDER",
        Required = true,
    };

    static PretrainExportCommand()
    {
        Work.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && Directory.Exists(path) && !Checkpoint.IsIn(path))
                result.AddError($"--work: there is no checkpoint in '{path}'.");
        });
        To.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && File.Exists(path))
                result.AddError($"--to: '{path}' is a file, not a folder.");
        });
    }

    public static Verb Create()
    {
        var command = new Command("export", "Write a checkpoint as a model in Hugging Face's layout.") { Work, To };
        command.SetAction(parsed =>
        {
            Checkpoint.Export(parsed.GetRequiredValue(Work), parsed.GetRequiredValue(To));
            return ExitCode.Success;
        });
        return new Verb(command, """
            The written model is loaded once, to see that it can be.

            Exit codes:
              0  done
              1  the checkpoint cannot be read, or the model cannot be written
              2  there is no checkpoint

            """);
    }
}
