using System.Collections.Immutable;
using AdaptLab.Results;

namespace AdaptLab.Reporting;

/// <summary>One form of the report. The same comparison always gives the same text.</summary>
public interface IReportWriter
{
    /// <summary>File extensions with the dot, the usual one first.</summary>
    ImmutableArray<string> Extensions { get; }

    string Write(Comparison comparison);
}
