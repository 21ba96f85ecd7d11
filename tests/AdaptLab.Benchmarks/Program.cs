// Measures the parts that decide how long a comparison takes. From the repository's root:
//
//     dotnet run -c Release --project tests/AdaptLab.Benchmarks               all of it
//     dotnet run -c Release --project tests/AdaptLab.Benchmarks decoder 400   what has all of these words in its name
//     dotnet run -c Release --project tests/AdaptLab.Benchmarks model/        a model's tokenizer too: its folder, or tokenizer.json
//     dotnet run -c Release --project tests/AdaptLab.Benchmarks server        the language server, on a spec of 10,000 lines
//     … server node_modules/yaml-language-server/bin/yaml-language-server    the same of another server beside it, on a YAML file
//     dotnet run -c Release --project tests/AdaptLab.Benchmarks audit        what the audit finds of planted defects (docs/audit.md)
//     … audit ADAPT3013                                                      one check alone
//     … audit mislabels tasks/*.jsonl                                        what is suspected of planted mislabels, task by task
//     … audit calibrate tasks/*.jsonl                                        what a doubted label means, learnt from tasks that nothing is judged on
//     … audit time                                                           how long an audit takes, whole and after an edit
//     dotnet run -c Release --project tests/AdaptLab.Benchmarks statistics   whether intervals and tests keep their promises (docs/statistics.md)
//     … statistics 200 macro-F1                                              the same in so many worlds, and what has the word in its name
//     dotnet run -c Release --project tests/AdaptLab.Benchmarks serve         `adaptlab serve` under 16 clients for 30 s, on specs/smoke.adapt
//     dotnet run -c Release --project tests/AdaptLab.Benchmarks search        100,000 passages: latencies, bandwidth, recall (docs/retrieval.md)
//
// What is to be compared takes turns, so that a machine that is busy with something else slows all of it alike; still,
// trust the ratios of one run rather than its milliseconds, and the best time rather than the median on a busy machine.
using AdaptLab.Benchmarks;
using AdaptLab.Models.Native;

if (args is ["server", .. var others])
    return await ServerBenchmarks.RunAsync(others, Console.Out);
if (args is ["audit", "time"])
    return await AuditBenchmarks.TimeAsync(Console.Out);
if (args is ["audit", "mislabels", .. var tasks])
    return await AuditBenchmarks.MislabelsAsync(tasks, Console.Out);
if (args is ["audit", "calibrate", .. var learnt])
    return await AuditCalibration.RunAsync(learnt, Console.Out);
if (args is ["audit", .. var codes])
    return await AuditBenchmarks.RunAsync(codes, Console.Out);
if (args is ["statistics", .. var worlds])
{
    return await StatisticsBenchmarks.RunAsync(
        worlds is [var count, ..] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : StatisticsBenchmarks.Worlds, worlds is [_, var word] ? word : "", Console.Out);
}
if (args is ["serve", .. var specs])
    return await ServingBenchmarks.RunAsync(specs.FirstOrDefault() ?? "specs/smoke.adapt", Console.Out);
if (args is ["search"])
    return await LargeSearchBenchmarks.RunAsync(Console.Out);
TorchNative.EnsureLoaded();
using var decoders = new DecoderBenchmarks();
using var search = await SearchBenchmarks.BuildAsync();
var paths = args.Where(Path.Exists).ToArray();
var words = args.Except(paths, StringComparer.Ordinal).ToArray();
Benchmark[] all = [.. TokenizerBenchmarks.All(paths), .. search.All(), .. decoders.All()];
var chosen = all.Where(benchmark => words.All(word => benchmark.Name.Contains(word, StringComparison.OrdinalIgnoreCase))).ToArray();
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"No benchmark has all of '{string.Join(' ', words)}' in its name. There are:");
    foreach (var benchmark in all) Console.Error.WriteLine($"  {benchmark.Name}");
    return 2;
}

foreach (var group in chosen.GroupBy(benchmark => benchmark.Group))
    await Measurement.RunAsync([.. group], Console.Out);
return 0;
