using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <param name="Value">As <see cref="ValueReader"/> reads it; null where it could not be read.</param>
internal sealed record BoundProperty(PropertySchema Schema, PropertySyntax Syntax, object? Value);

/// <summary>The properties of one block, in the order of the text.</summary>
internal sealed class BoundProperties(ImmutableArray<PropertySchema> schemas, ImmutableArray<BoundProperty> items)
{
    public ImmutableArray<BoundProperty> Items { get; } = items;

    public BoundProperty? this[string name] => Items.FirstOrDefault(i => i.Schema.Name == name);

    public bool Has(string name) => this[name] is not null;

    /// <summary>The value given, or the default.</summary>
    public object? Value(string name) => this[name]?.Value ?? schemas.FirstOrDefault(s => s.Name == name)?.Default;

    public string? Text(string name) => Value(name) as string;

    public int Integer(string name) => (int)(double)Value(name)!;

    /// <summary>Plain values by name, nested ones under dotted names, defaults filled in. Values of the spec's own structure are left out.</summary>
    public ImmutableSortedDictionary<string, object> Values()
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        foreach (var schema in schemas)
            values.AddRange(Plain(schema.Name, Value(schema.Name)));
        return values.ToImmutable();
    }

    /// <summary>What a property's value is to whoever runs the spec: one value, several under dotted names, or none.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Plain(string property, object? value) => value switch
    {
        BoundProperties nested => nested.Values().Select(inner => KeyValuePair.Create($"{property}.{inner.Key}", inner.Value)),
        StoreValue store => new (string Name, object? Value)[] { (property, store.Kind), ($"{property}.url", store.Url), ($"{property}.apiKey", store.ApiKey) }
            .Where(part => part.Value is not null).Select(part => KeyValuePair.Create(part.Name, part.Value!)),
        NameList names => [KeyValuePair.Create<string, object>(property, names.Names)],
        double or bool or string or ImmutableArray<string> => [KeyValuePair.Create(property, value)],
        _ => [],
    };
}

/// <summary>Checks the properties of a block against their schemas.</summary>
internal static class PropertyBinder
{
    /// <param name="owner">What has the properties, for messages: "strategy lora".</param>
    /// <param name="elsewhere">Finds what else has a property of a name, for a hint.</param>
    public static BoundProperties Bind(
        BindingContext context, BlockSyntax? block, ImmutableArray<PropertySchema> schemas, string owner, Func<string, string?>? elsewhere = null)
    {
        var items = ImmutableArray.CreateBuilder<BoundProperty>();
        var first = new Dictionary<string, TextSpan>(StringComparer.Ordinal);
        foreach (var property in block?.Properties ?? [])
        {
            var name = property.NameText;
            var schema = schemas.FirstOrDefault(s => s.Name == name);
            if (schema is null)
            {
                context.Report(PropertyDiagnostics.UnknownProperty(property.Name.Span, name, owner, schemas.Select(s => s.Name), elsewhere?.Invoke(name)));
                continue;
            }

            if (!first.TryAdd(name, property.Name.Span) && !schema.Repeatable)
            {
                context.Report(PropertyDiagnostics.RepeatedProperty(property, first[name]));
                continue;
            }

            // A missing value has been reported by the parser.
            var value = property.Value is null or SkippedSyntax ? null : ValueReader.Read(context, schema, property.Value);
            items.Add(new BoundProperty(schema, property, value));
        }

        return new BoundProperties(schemas, items.ToImmutable());
    }
}
