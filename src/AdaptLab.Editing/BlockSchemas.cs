using System.Collections.Immutable;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>Which properties may stand in a block: the schemas that the binder checks it against.</summary>
internal static class BlockSchemas
{
    /// <summary>Empty where any name may stand, as in `labels`, and where what the block belongs to is not known.</summary>
    public static ImmutableArray<PropertySchema> Of(SpecSnapshot snapshot, BlockSyntax block) => block.Parent switch
    {
        DeclarationSyntax declaration => Of(snapshot, declaration),
        PropertySyntax property => Find(snapshot, property) is { Type: PropertyType.Object } schema ? schema.Properties : [],
        _ => [],
    };

    public static PropertySchema? Find(SpecSnapshot snapshot, PropertySyntax property) =>
        property.Parent is BlockSyntax block ? Of(snapshot, block).FirstOrDefault(schema => property.Name.IsName(schema.Name)) : null;

    public static ImmutableArray<PropertySchema> Of(SpecSnapshot snapshot, DeclarationSyntax declaration)
    {
        var task = snapshot.Compilation.Spec.Task;
        return declaration.Keyword.Text switch
        {
            "task" => (TaskKinds.All.FirstOrDefault(kind => declaration.Kind?.IsName(kind.Name) == true) ?? TaskKinds.Of(task.Kind)).Properties,
            "model" => declaration.Value is CallSyntax call && Providers.Find(call.Name.Text) is { } provider ? provider.Properties : [],
            "examples" => [.. DataProperties.Roles(TaskKinds.Of(task.Kind), task.Fields), .. DataProperties.Common],
            "eval" => [.. DataProperties.Roles(TaskKinds.Of(task.Kind), task.Fields), .. DataProperties.Common, DataProperties.Folds],
            "documents" => DataProperties.Documents,
            "strategy" => StrategyOf(declaration)?.Properties ?? [],
            "compare" => Measures.CompareProperties(task.Kind),
            _ => [],
        };
    }

    public static StrategyKind? StrategyOf(DeclarationSyntax declaration) =>
        declaration.Names.IsEmpty ? null : StrategyKinds.Find(declaration.Names[0].Text);
}
