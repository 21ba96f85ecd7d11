using System.Text;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data.Tests;

/// <summary>A spec and its files in a folder of their own.</summary>
internal sealed class SpecFolder : IDisposable
{
    /// <summary>The rest of a spec whose examples and eval a test writes.</summary>
    public const string Task = "task clauses: classify { labels: [termination, renewal] }\nstrategy prompt\n";

    public const string InlineExamples = "examples expert {\n  \"Either party may end this lease.\" => termination\n  \"The term runs on for a year.\" => renewal\n}\n";

    public const string InlineEval = "eval {\n  \"The tenant may leave.\" => termination\n}\n";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public string Path { get; } = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public SpecFolder With(string name, string text) => With(name, Utf8.GetBytes(text));

    public SpecFolder With(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllBytes(File(name), bytes);
        return this;
    }

    public Task<SpecDataReading> ReadAsync(string spec, CancellationToken cancellation = default) =>
        ReadAsync(spec, DataLimits.Default, cancellation);

    public Task<SpecDataReading> ReadAsync(string spec, DataLimits limits, CancellationToken cancellation = default)
    {
        With("spec.adapt", spec);
        var compilation = Compilation.Parse(spec);
        Assert.DoesNotContain(compilation.Diagnostics, diagnostic => diagnostic.IsError);
        return SpecData.ReadAsync(compilation, File("spec.adapt"), OpenFiles.None, limits, cancellation);
    }

    /// <summary>The data of a spec with nothing to complain of.</summary>
    public async Task<PlanData> DataAsync(string spec)
    {
        var reading = await ReadAsync(spec);
        Assert.Empty(reading.Diagnostics);
        return reading.Data!;
    }

    /// <summary>The only diagnostic of a spec that cannot be run.</summary>
    public async Task<Diagnostic> ErrorAsync(string spec)
    {
        var reading = await ReadAsync(spec);
        Assert.Null(reading.Data);
        var diagnostic = Assert.Single(reading.Diagnostics);
        Assert.True(diagnostic.IsError);
        return diagnostic;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
