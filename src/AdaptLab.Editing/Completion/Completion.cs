using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing;

public enum CompletionKind { Keyword, Type, Property, Value, Label, Field, Set, Model, Strategy, Measure, Function, File, Folder, Column, Variable }

/// <summary>Something that may be written at the cursor.</summary>
/// <param name="Detail">In a few words, beside the label; may be empty.</param>
/// <param name="Documentation">Markdown; may be empty.</param>
/// <param name="InsertText">In place of <paramref name="Replace"/>.</param>
/// <param name="IsSnippet">Whether <paramref name="InsertText"/> has places to fill in: `$1`, `${2:name}`, `${3|a,b|}`, `$0`.</param>
/// <param name="SortText">The more likely first.</param>
public sealed record Completion(
    string Label, CompletionKind Kind, string Detail, string Documentation, string InsertText, bool IsSnippet, string SortText, TextSpan Replace)
{
    /// <summary>What the text typed so far is compared with, where that is not the label: of one that begins with punctuation, a word.</summary>
    public string? FilterText { get; init; }
}

/// <summary>What the caller has listed of the world around a spec; all of it may be empty.</summary>
/// <param name="Files">Relative to the spec's folder, with forward slashes.</param>
/// <param name="Columns">Of data files, by their path as above.</param>
/// <param name="Variables">Names of environment variables.</param>
public sealed record SpecFolder(
    ImmutableArray<string> Files, ImmutableDictionary<string, ImmutableArray<string>> Columns, ImmutableArray<string> Variables)
{
    public static SpecFolder Empty { get; } = new([], ImmutableDictionary<string, ImmutableArray<string>>.Empty, []);
}
