using System.Globalization;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Actions;

/// <summary>Sorts labels by name; gives a label a description to fill in.</summary>
internal static class LabelActions
{
    public static IEnumerable<CodeAction> Of(ActionPlace place)
    {
        if (place.Declaration is not { Keyword.Text: "task" } task || task.Block?.Property("labels") is not { Value: { } labels } property)
            yield break;
        if (!property.Span.Touches(place.Range.Start))
            yield break;
        if (Sorted(place.Snapshot.Text, labels) is { } sorted)
            yield return place.Action("Sort the labels", CodeActionKind.Rewrite, sorted);
        if (Described(place, labels) is { } described)
            yield return described;
    }

    /// <summary>Each label takes another's place, with its description; commas, lines and comments stay where they are. Null where they
    /// are in order, or where comments speak of the labels beside them.</summary>
    private static IEnumerable<TextChange>? Sorted(string text, ValueSyntax labels)
    {
        var items = labels switch
        {
            BlockSyntax block => block.Properties.Where(p => p.Value is LiteralSyntax).Select(p => (Name: p.NameText, p.Span)).ToList(),
            ListSyntax list => [.. list.Items.Select(i => (Name: i.NameOrText ?? "", i.Span))],
            _ => [],
        };
        var tokens = labels.Tokens().ToList();
        var hasComments = tokens.Any(t => (t != tokens[^1] && t.TrailingTrivia.Any(c => c.IsComment)) || (t != tokens[0] && t.LeadingTrivia.Any(c => c.IsComment)));
        var ordered = items.OrderBy(i => i.Name, StringComparer.Create(CultureInfo.InvariantCulture, ignoreCase: true)).ThenBy(i => i.Name, StringComparer.Ordinal).ToList();
        if (hasComments || items.Count < 2 || items.Any(i => i.Name.Length == 0) || ordered.SequenceEqual(items)
            || (labels is BlockSyntax all && all.Properties.Count() != items.Count))
            return null;
        return items.Zip(ordered).Where(pair => pair.First != pair.Second).Select(pair => new TextChange(pair.First.Span, text.Substring(pair.Second.Span.Start, pair.Second.Span.Length)));
    }

    /// <summary>A list of bare names becomes an object of names with descriptions.</summary>
    private static CodeAction? Described(ActionPlace place, ValueSyntax labels)
    {
        if (labels is not ListSyntax { CloseBracket: not null } list || !list.Items.Any() || list.Items.Any(i => i.NameOrText is null))
            return null;
        var changes = list.Items.Select(i => TextChange.Insert(i.Span.End, ": \"\"")).ToList();
        changes.Add(new TextChange(list.OpenBracket.Span, list.Items.First().Tokens().First().OnNewLine ? "{" : "{ "));
        changes.Add(new TextChange(list.CloseBracket.Span, list.CloseBracket.OnNewLine ? "}" : " }"));
        return place.Action("Describe the labels", CodeActionKind.Rewrite, changes);
    }
}
