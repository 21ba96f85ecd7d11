using System.Collections.Immutable;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>What may be written at the cursor.</summary>
public static class Completions
{
    /// <summary>The more likely first. All that may stand there, whatever has been typed of it: editors filter as one types on.</summary>
    /// <param name="folder">What lies around the spec; null where nothing was listed.</param>
    public static ImmutableArray<Completion> At(SpecSnapshot snapshot, int offset, SpecFolder? folder)
    {
        if (CompletionSite.At(snapshot.Compilation.Tree, offset) is not { } site)
            return [];
        if (site.Typed is { Kind: TokenKind.RawString } && site.Property is not { NameText: "template" })
            return [];
        var list = new CompletionList(site);
        var values = new ValueCompletion(snapshot, site, folder ?? SpecFolder.Empty, list);
        switch (site.Container)
        {
            case null:
                HeaderCompletion.Add(snapshot, site, values, list);
                break;
            case BlockSyntax when site.Before is { Kind: TokenKind.Arrow or TokenKind.ThinArrow }:
                values.AddAnswers();
                break;
            case BlockSyntax when site.Property is { } property && !StartsItem(site):
                values.AddValues(property);
                break;
            case BlockSyntax block when site.AtItem:
                ItemCompletion.Add(snapshot, site, block, list);
                break;
            case ListSyntax or CallSyntax when site.Property is { } property:
                values.AddValues(property);
                break;
            case CallSyntax call:
                values.AddArguments(call);
                break;
        }

        return list.Items;
    }

    /// <summary>After a complete value, a comma or a new line begins the next property; after a colon or an operator the value may
    /// stand on the next line.</summary>
    private static bool StartsItem(CompletionSite site) => site.AtItem
        && site.Before is not { Kind: TokenKind.Colon or TokenKind.Plus or TokenKind.Dot or TokenKind.GreaterOrEqual or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.Less };
}
