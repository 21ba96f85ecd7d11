using AdaptLab.Cli;

return await CommandLine.RunAsync(args);
