using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace AdaptLab.Benchmarks;

/// <summary>`adaptlab serve` as clients meet it: sixteen of them for half a minute, each asking again as soon as it is answered.</summary>
internal static class ServingBenchmarks
{
    private const int Clients = 16;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private static readonly string[] Texts =
    [
        "Rain and wind will reach the north by the evening.", "The team won the match in the last minute.", "Add butter and flour to the sauce.",
        "Frost and fog are likely before the sun comes up.", "Bake the potatoes with salt and onions.",
    ];

    /// <param name="spec">The spec whose strategy `prompt` is served.</param>
    /// <returns>1 where a request was not answered, or the server did not end in order.</returns>
    public static async Task<int> RunAsync(string spec, TextWriter output)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "adaptlab.exe" : "adaptlab"), ["serve", spec, "--strategy", "prompt", "--port", "0"])
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        };
        using var server = Process.Start(start)!;
        if (await server.StandardOutput.ReadLineAsync() is not { } line)
            return 1;
        var address = new Uri(line.Split(' ')[^1] + "/chat/completions");

        var (times, errors) = (new ConcurrentBag<double>(), new ConcurrentBag<string>());
        using var http = new HttpClient();
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => AskAsync(client)));
        var took = Stopwatch.GetElapsedTime(begun);
        await output.WriteLineAsync(
            $"serve {Clients} clients × {Duration.TotalSeconds:F0} s: {times.Count} answers, {errors.Count} errors, {times.Count / took.TotalSeconds:F1} requests/s, "
            + $"p50 {Percentile(times, 0.5):F0} ms, p95 {Percentile(times, 0.95):F0} ms");
        foreach (var error in errors.Distinct().Take(5))
            await output.WriteLineAsync("  " + error);

        using (var stop = Process.Start("kill", ["-INT", $"{server.Id}"]))
            await stop.WaitForExitAsync();
        await server.WaitForExitAsync();
        await output.WriteLineAsync($"serve ended with exit code {server.ExitCode}");
        return errors.IsEmpty && server.ExitCode == 0 ? 0 : 1;

        async Task AskAsync(int client)
        {
            for (var number = client; Stopwatch.GetElapsedTime(begun) < Duration; number++)
            {
                var asked = Stopwatch.GetTimestamp();
                try
                {
                    var body = $$"""{"model":"prompt","messages":[{"role":"user","content":"{{Texts[number % Texts.Length]}}"}],"logprobs":true,"top_logprobs":5}""";
                    using var content = new StringContent(body, Encoding.UTF8, "application/json");
                    using var response = await http.PostAsync(address, content);
                    response.EnsureSuccessStatusCode();
                    await response.Content.ReadAsByteArrayAsync();
                    times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                }
                catch (HttpRequestException error)
                {
                    errors.Add(error.Message);
                }
            }
        }
    }

    private static double Percentile(IEnumerable<double> times, double share) => times.Order().ToArray() is { Length: > 0 } sorted ? sorted[(int)(share * (sorted.Length - 1))] : double.NaN;
}
