using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>Where a property or a row may begin.</summary>
internal static class ItemCompletion
{
    public static void Add(SpecSnapshot snapshot, CompletionSite site, BlockSyntax block, CompletionList list)
    {
        var given = block.Properties.Where(property => property.Name != site.Typed).Select(property => property.NameText).ToHashSet(StringComparer.Ordinal);
        switch (block.Parent)
        {
            case RowSyntax:
                foreach (var field in snapshot.Compilation.Spec.Task.Fields.Where(field => !given.Contains(field.Name)))
                    AddNamed(site, list, field.Name, CompletionKind.Field, field.Description);
                return;
            case PropertySyntax { NameText: "labels" }:
                // Rows may have been there before the labels were declared.
                foreach (var label in LabelsOfRows(snapshot).Where(label => !given.Contains(label)))
                    AddNamed(site, list, label, CompletionKind.Label, null);
                return;
        }

        var goesOn = site.Typed?.Parent is PropertySyntax { Colon: not null };
        foreach (var schema in BlockSchemas.Of(snapshot, block).Where(schema => (schema.Repeatable || !given.Contains(schema.Name)) && HasEffect(schema, block)))
        {
            if (goesOn)
                list.Word(schema.Name, CompletionKind.Property, schema.TypeText, PropertyHover.Markdown(schema));
            else
                list.Template(schema.Name, CompletionKind.Property, schema.TypeText, PropertyHover.Markdown(schema), Snippet.Property(schema));
        }

        if (block.Parent is DeclarationSyntax declaration && Declarations.Find(declaration.Keyword.Text) is { TakesRows: true })
            AddRow(snapshot, list);
    }

    /// <summary>Columns belong to a file, and folds stand in for rows.</summary>
    private static bool HasEffect(PropertySchema schema, BlockSyntax block)
    {
        if (block.Parent is not DeclarationSyntax declaration || Declarations.Find(declaration.Keyword.Text) is not { TakesRows: true })
            return true;
        return schema == DataProperties.Folds ? declaration.From is null && !declaration.Rows.Any() : declaration.From is not null;
    }

    private static void AddRow(SpecSnapshot snapshot, CompletionList list)
    {
        var task = snapshot.Compilation.Spec.Task;
        var answer = task.Kind switch
        {
            TaskKind.Classify => Snippet.Choice(2, task.Labels.Select(label => Language.SpecNames.Written(label.Name))),
            TaskKind.Answer => "\"$2\"",
            _ => $"{{ {string.Join(", ", task.Fields.Select((field, index) => $"{Snippet.Escape(Language.SpecNames.Written(field.Name))}: \"${index + 2}\""))} }}",
        };
        list.Template("\"text\" => …", CompletionKind.Value, TaskKinds.Of(task.Kind).RowExample, "A row.", $"\"$1\" => {answer}", filter: "row");
    }

    private static void AddNamed(CompletionSite site, CompletionList list, string name, CompletionKind kind, string? description)
    {
        if (site.IsString || site.Typed?.Parent is PropertySyntax { Colon: not null })
            list.NameOrText(name, kind, "", description ?? "");
        else
            list.Template(name, kind, "", description ?? "", $"{Snippet.Escape(Language.SpecNames.Written(name))}: \"$1\"");
    }

    private static IEnumerable<string> LabelsOfRows(SpecSnapshot snapshot)
    {
        var spec = snapshot.Compilation.Spec;
        return spec.Examples.SelectMany(set => set.Rows).Concat(spec.Eval.Rows).Select(row => row.Answer).OfType<string>().Where(label => label.Length > 0).Distinct();
    }
}
