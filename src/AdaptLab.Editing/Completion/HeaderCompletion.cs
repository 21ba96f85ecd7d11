using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>Outside of all braces: a declaration, or the next part of one's header.</summary>
internal static class HeaderCompletion
{
    public static void Add(SpecSnapshot snapshot, CompletionSite site, ValueCompletion values, CompletionList list)
    {
        // The header that the cursor is in ends with its line, or with its block.
        if (site.Before is { Kind: not TokenKind.CloseBrace, Parent: { } parent } before
            && !(site.OnNewLine && before.Kind is not (TokenKind.Equals or TokenKind.Colon))
            && (parent as DeclarationSyntax ?? Cursor.DeclarationOf(before)) is { } declaration)
            AddHeader(snapshot, declaration, before, values, list);
        else
            AddDeclarations(snapshot, site, list);
    }

    private static void AddDeclarations(SpecSnapshot snapshot, CompletionSite site, CompletionList list)
    {
        var written = snapshot.Compilation.Tree.Root.Declarations
            .Where(declaration => declaration.Keyword != site.Typed).Select(declaration => declaration.Keyword.Text).ToHashSet(StringComparer.Ordinal);
        // Of a declaration that goes on behind the cursor only the keyword is typed anew.
        var isWhole = site.Typed?.Parent is not DeclarationSyntax typed || typed.Children.Length == 1;
        // What a spec cannot do without comes first.
        foreach (var schema in Declarations.All.Where(d => !(d.Single && written.Contains(d.Keyword)))
            .OrderBy(d => (d.Required || d.Keyword == "examples") && !written.Contains(d.Keyword) ? 0 : 1))
        {
            if (isWhole)
                list.Template(schema.Keyword, CompletionKind.Keyword, schema.Form, schema.Doc, Snippet.Declaration(schema));
            else
                list.Word(schema.Keyword, CompletionKind.Keyword, schema.Form, schema.Doc);
        }
    }

    private static void AddHeader(SpecSnapshot snapshot, DeclarationSyntax declaration, SyntaxToken before, ValueCompletion values, CompletionList list)
    {
        var keyword = declaration.Keyword.Text;
        if (before == declaration.From)
        {
            values.AddPaths(declaration);
            return;
        }

        switch (keyword)
        {
            case "strategy" when before == declaration.Keyword:
                AddStrategies(snapshot, declaration, list);
                break;
            case "task" when before == declaration.Colon:
                foreach (var kind in TaskKinds.All)
                    list.Word(kind.Name, CompletionKind.Type, kind.RowExample, kind.Doc);
                break;
            case "model" when before == declaration.EqualsToken:
                foreach (var provider in Providers.All)
                    list.Template(provider.Name, CompletionKind.Function, provider.Example, provider.Doc, $"{provider.Name}(\"{Snippet.Choice(1, provider.References)}\")");
                break;
            case "eval" when before == declaration.Keyword:
                AddFrom(list);
                list.Template("{ folds }", CompletionKind.Property, "", DataProperties.Folds.Doc, $"{{ folds: {Snippet.Place(1, "5")} }}", filter: "folds");
                break;
            case "examples" or "documents" when declaration.Names is [.., var name] && before == name:
                AddFrom(list);
                break;
        }
    }

    private static void AddFrom(CompletionList list) =>
        list.Template("from", CompletionKind.Keyword, "from \"PATH\"", "The file that it is read from.", "from \"$1\"");

    /// <summary>Those that suit the task and are not declared yet come first.</summary>
    private static void AddStrategies(SpecSnapshot snapshot, DeclarationSyntax declaration, CompletionList list)
    {
        var task = snapshot.Compilation.Spec.Task.Kind;
        var declared = snapshot.Compilation.Tree.Root.Declarations
            .Where(other => other != declaration && Cursor.IsOf(other, "strategy") && !other.Names.IsEmpty).Select(other => other.Names[0].Text).ToHashSet(StringComparer.Ordinal);
        foreach (var kind in StrategyKinds.All.Where(kind => kind.Tasks.Contains(task)).OrderBy(kind => declared.Contains(kind.Name)))
            list.Word(kind.Name, CompletionKind.Strategy, kind.Summary, $"{kind.Summary}\n\n{kind.WhenRight}");
    }
}
