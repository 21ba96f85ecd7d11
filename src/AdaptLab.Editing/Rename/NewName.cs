using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;

namespace AdaptLab.Editing.Rename;

/// <summary>Whether something may bear a name, and if not, why.</summary>
internal static class NewName
{
    /// <summary>What was typed, as a name: a strategy keeps its kind, whether or not that was typed again.</summary>
    public static string Of(Occurrences named, string typed)
    {
        if (named.Kind != SymbolKind.Strategy)
            return typed.Trim();
        var words = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var kind = named.Name.Split(' ')[0];
        return words.Length == 0 ? "" : string.Join(' ', words[0] == kind ? words : [kind, .. words]);
    }

    /// <summary>One or two sentences; null where nothing speaks against the name.</summary>
    public static string? Problem(Compilation compilation, Occurrences named, string name)
    {
        var what = What(named.Kind);
        if (name.Length == 0)
            return $"A {what} needs a name.";
        if (named.Kind is SymbolKind.Label or SymbolKind.Field)
        {
            if (name.Any(c => char.IsControl(c) || char.IsSurrogate(c) && !IsPaired(name)))
                return $"A {what} stands on one line, without control characters.";
        }
        else if (name.Split(' ').FirstOrDefault(word => !SpecNames.IsName(word)) is { } bad)
        {
            return $"'{bad}' is no name: names are made of letters, digits, '-' and '_', and are no numbers.";
        }
        else if (named.Kind != SymbolKind.Strategy && name.Contains(' ', StringComparison.Ordinal))
        {
            return $"The name of a {what} is one word. Join the words with '-'.";
        }
        else if (name.Split(' ').FirstOrDefault(word => IsReserved(named.Kind, word)) is { } reserved)
        {
            return $"'{reserved}' is a word of the language. Choose another name for the {what}.";
        }

        return Taken(compilation, named, name) is { } by ? $"There is already a {by} '{name}'. Choose another name." : null;
    }

    private static bool IsReserved(SymbolKind kind, string word) =>
        word == "from" || (kind != SymbolKind.Strategy && Declarations.IsKeyword(word));

    /// <summary>What has the name already.</summary>
    private static string? Taken(Compilation compilation, Occurrences named, string name)
    {
        var kinds = named.Kind is SymbolKind.Examples or SymbolKind.Documents
            ? [SymbolKind.Examples, SymbolKind.Documents]
            : new[] { named.Kind };
        if (compilation.Symbols.Symbols.FirstOrDefault(s => kinds.Contains(s.Kind) && s.Name == name) is { } symbol)
            return What(symbol.Kind);
        var spec = compilation.Spec;
        return named.Kind switch
        {
            SymbolKind.Strategy when spec.Strategies.Any(s => s.Name == name) => "strategy",
            SymbolKind.Label when spec.Examples.SelectMany(e => e.Rows).Concat(spec.Eval.Rows).Any(r => r.Answer == name) => "label",
            _ => null,
        };
    }

    private static bool IsPaired(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    internal static string What(SymbolKind kind) => kind switch
    {
        SymbolKind.Examples => "set of examples",
        SymbolKind.Documents => "set of documents",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
