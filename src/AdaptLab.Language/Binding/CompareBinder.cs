using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

internal static class CompareBinder
{
    public static CompareSpec Bind(
        BindingContext context, TaskKindSchema? kind, ImmutableArray<ExampleSet> examples, BoundStrategies strategies, DeclarationSyntax? declaration)
    {
        var task = kind ?? TaskKinds.All[0];
        var properties = PropertyBinder.Bind(context, declaration?.Block, Measures.CompareProperties(task.Kind), "compare");
        var train = properties["train"] is { Value: ValueSyntax value } given
            ? BindTrain(context, given.Schema, value)
            : [.. examples.Where(e => e.Name.Length > 0).Select(e => ImmutableArray.Create(e.Name))];
        // From a `train` that names no set nothing can be concluded about the sets.
        if (train.IsEmpty || !properties.Has("train"))
        {
            foreach (var set in examples)
            {
                if (context.Find(SymbolKind.Examples, set.Name) is { } symbol)
                    context.Use(symbol);
            }
        }

        var requirements = ImmutableArray.CreateBuilder<Requirement>();
        foreach (var item in properties.Items.Where(i => i.Schema.Type == PropertyType.Requirement))
        {
            foreach (var requirement in item.Value is ListSyntax list ? list.Items : [(ValueSyntax)item.Value!])
            {
                if (requirement is not null && RequirementBinder.Bind(context, task, strategies, requirement) is { } bound)
                    requirements.Add(bound);
            }
        }

        return new CompareSpec(
            train, properties.Integer("seeds"), properties.Text("metric")!, requirements.ToImmutable(), declaration?.Span ?? default)
        {
            Margin = properties.Value("margin") as double?,
            MachineHour = properties.Value("machineHour") as double?,
            ProbesBase = properties.Value("forgetting") is true,
            Curve = BindCurve(context, properties, strategies),
        };
    }

    /// <summary>To name strategies is to ask for curves of them, unless `curve` says that there are to be none.</summary>
    private static CurveSpec? BindCurve(BindingContext context, BoundProperties properties, BoundStrategies strategies)
    {
        var curve = properties.Value("curve") as CurveSpec;
        if (properties["curveOf"] is not { Value: NameList named })
            return curve;
        ImmutableArray<string> of = [.. named.Items.SelectMany(item => strategies.ResolveAll(context, item.Name, item.Span)).Distinct(StringComparer.Ordinal)];
        return of.IsEmpty || (curve is null && properties.Has("curve")) ? curve : (curve ?? new CurveSpec([])) with { Strategies = of };
    }

    private static ImmutableArray<ImmutableArray<string>> BindTrain(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        var sets = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value is ListSyntax list ? list.Items : [value])
        {
            var names = BindSum(context, schema, item);
            if (names.IsEmpty)
                continue;
            if (seen.Add(string.Join('\n', names.Order(StringComparer.Ordinal))))
                sets.Add(names);
            else
                context.Report(NameDiagnostics.DuplicateTrain(item, $"'{string.Join(" + ", names)}' is in 'train' already; it is run once. Remove one."));
        }

        if (value is ListSyntax { } empty && !empty.Items.Any())
            context.Report(PropertyDiagnostics.WrongType(value.Span, schema.Name, schema.TypeText, "an empty list"));
        return sets.ToImmutable();
    }

    /// <summary>The sets joined in one entry.</summary>
    private static ImmutableArray<string> BindSum(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var operand in value is SumSyntax sum ? sum.Operands : [value])
        {
            if (operand is not NameSyntax name)
                ValueReader.WrongType(context, schema, operand);
            else if (context.Resolve(name.Name, name.Span, "set of examples", SymbolKind.Examples) is not { } symbol)
                continue;
            else if (names.Contains(symbol.Name))
                context.Report(NameDiagnostics.DuplicateTrain(name, $"'{symbol.Name}' is joined with itself; it counts once. Remove one."));
            else
                names.Add(symbol.Name);
        }

        return names.ToImmutable();
    }
}
