using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <summary>Completions of one place, in the order in which they were thought of: the more likely first.</summary>
internal sealed class CompletionList(CompletionSite site)
{
    private readonly ImmutableArray<Completion>.Builder _items = ImmutableArray.CreateBuilder<Completion>();
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);

    public ImmutableArray<Completion> Items => _items.ToImmutable();

    /// <summary>A word of the language, or a name that is one.</summary>
    public void Word(string word, CompletionKind kind, string detail = "", string documentation = "")
    {
        if (!site.IsString)
            Add(word, kind, detail, documentation, word, isSnippet: false);
    }

    /// <param name="filter">The word to find it by, where the label begins with punctuation.</param>
    public void Template(string label, CompletionKind kind, string detail, string documentation, string snippet, string? filter = null)
    {
        if (!site.IsString)
            Add(label, kind, detail, documentation, snippet, isSnippet: true, filter: filter);
    }

    /// <summary>A string: within quotes where the cursor already is, else with them.</summary>
    public void Text(string text, CompletionKind kind, string detail = "", string documentation = "")
    {
        var literal = SpecNames.Literal(text);
        Add(text, kind, detail, documentation, site.IsString ? literal[1..^1] : literal, isSnippet: false);
    }

    /// <summary>A piece of the string that the cursor is in.</summary>
    public void Piece(string text, CompletionKind kind, TextSpan replace) => Add(text, kind, "", "", text, isSnippet: false, replace: replace);

    /// <summary>A label, written as a name where it is one, unless quotes have been begun.</summary>
    public void NameOrText(string name, CompletionKind kind, string detail = "", string documentation = "")
    {
        if (site.IsString)
            Text(name, kind, detail, documentation);
        else
            Add(name, kind, detail, documentation, SpecNames.Written(name), isSnippet: false);
    }

    private void Add(string label, CompletionKind kind, string detail, string documentation, string insert, bool isSnippet, TextSpan? replace = null, string? filter = null)
    {
        if (label.Length > 0 && _labels.Add(label))
            _items.Add(new Completion(label, kind, detail, documentation, insert, isSnippet, $"{_items.Count:00000}", replace ?? site.Replace) { FilterText = filter });
    }
}
