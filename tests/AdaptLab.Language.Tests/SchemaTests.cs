using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;

namespace AdaptLab.Language.Tests;

/// <summary>The schemas check, complete, explain and document a spec: each must say all that these need.</summary>
public sealed class SchemaTests
{
    private static readonly (string Owner, ImmutableArray<PropertySchema> Properties)[] Blocks =
    [
        .. TaskKinds.All.Select(k => ($"task {k.Name}", k.Properties)),
        .. TaskKinds.All.Select(k => ($"examples of {k.Name}", k.Roles.AddRange(DataProperties.Common).Add(DataProperties.Folds))),
        ("documents", DataProperties.Documents),
        .. Providers.All.Select(p => ($"model {p.Name}", p.Properties)),
        .. Providers.All.SelectMany(p => p.Properties).Where(p => p.Type == PropertyType.Object).Select(p => (p.Name, p.Properties)),
        .. StrategyKinds.All.Select(k => ($"strategy {k.Name}", k.Properties)),
        .. TaskKinds.All.Select(k => ($"compare of {k.Name}", Measures.CompareProperties(k.Kind))),
    ];

    public static TheoryData<string, string> Properties { get; } = Names();

    [Fact]
    public void Names_are_unique_where_they_may_stand_together()
    {
        Assert.All(Blocks, b => AssertUnique(b.Properties.Select(p => p.Name)));
        Assert.All(Blocks.SelectMany(b => b.Properties), p => AssertUnique(p.Choices.Select(c => c.Name)));
        AssertUnique(Declarations.All.Select(d => d.Keyword));
        AssertUnique(TaskKinds.All.Select(k => k.Name));
        AssertUnique(Providers.All.Select(p => p.Name));
        AssertUnique(StrategyKinds.All.Select(k => k.Name));
        AssertUnique(Measures.All.Select(m => m.Name));
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_property_says_what_it_takes_what_holds_without_it_and_what_it_means(string owner, string name)
    {
        var property = Find(owner, name);
        Assert.True(SpecNames.IsName(property.Name));
        AssertIsProse(property.Doc);
        Assert.All(property.Choices, c => AssertIsProse(c.Doc));
        Assert.NotEmpty(property.TypeText);
        var isRequired = owner == "task extract" && name == "fields";
        Assert.Equal(isRequired, property.DefaultText.Length == 0);
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_default_is_a_value_that_the_property_takes(string owner, string name)
    {
        var property = Find(owner, name);
        switch (property.Default)
        {
            case null:
                break;
            case double number:
                Assert.True(property.InRange(number));
                Assert.True(property.Type != PropertyType.Integer || double.IsInteger(number));
                break;
            case ImmutableArray<string> list when property.Type == PropertyType.Strategies:
                Assert.All(list, item => Assert.NotNull(StrategyKinds.Find(item)));
                break;
            case ImmutableArray<string> list:
                Assert.All(list, item => Assert.Contains(item, property.Choices.Select(c => c.Name)));
                break;
            case bool:
                Assert.Equal(PropertyType.Flag, property.Type);
                break;
            case string word when property.Type == PropertyType.Choice:
                Assert.Contains(word, property.Choices.Select(c => c.Name));
                break;
            default:
                Assert.True(property.Type is PropertyType.Text or PropertyType.Url or PropertyType.Column or PropertyType.Store, property.Type.ToString());
                break;
        }
    }

    [Fact]
    public void Every_strategy_says_what_it_does_and_when_it_is_right()
    {
        Assert.All(StrategyKinds.All, kind =>
        {
            AssertIsProse(kind.Summary);
            AssertIsProse(kind.WhenRight);
            Assert.NotEmpty(kind.Tasks);
        });
        Assert.Contains(StrategyKinds.All, k => k is { RunsByDefault: true, NeedsWeights: false });
    }

    [Fact]
    public void Everything_that_can_be_declared_or_measured_is_explained()
    {
        Assert.All(Declarations.All, d => AssertIsProse(d.Doc));
        Assert.All(Declarations.All, d => Assert.StartsWith(d.Keyword, d.Form));
        Assert.All(TaskKinds.All, k => AssertIsProse(k.Doc));
        Assert.All(Providers.All, p => AssertIsProse(p.Doc));
        Assert.All(Measures.All, m => AssertIsProse(m.Doc));
    }

    [Fact]
    public void There_is_a_task_kind_for_each_value_with_metrics_that_are_measured()
    {
        Assert.Equal(Enum.GetValues<TaskKind>(), TaskKinds.All.Select(k => k.Kind));
        Assert.All(TaskKinds.All.SelectMany(k => k.Metrics), m => Assert.True(Measures.Find(m)!.IsMetric));
        Assert.All(Measures.All.Where(m => m.IsMetric), m => Assert.Contains(TaskKinds.All, k => k.Metrics.Contains(m.Name)));
    }

    [Fact]
    public void Provider_examples_and_the_default_model_can_be_written()
    {
        foreach (var provider in Providers.All)
            Assert.DoesNotContain(Compilation.Parse($"model a = {provider.Example}").Diagnostics, d => d.Span.Start > 0);
        Assert.Contains(Providers.Default.Reference, Providers.Find(Providers.Default.Provider)!.References);
    }

    private static void AssertUnique(IEnumerable<string> names) => Assert.Empty(names.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key));

    private static void AssertIsProse(string doc)
    {
        Assert.True(doc.Length > 10 && char.IsUpper(doc[0]), doc);
        Assert.EndsWith(".", doc);
        Assert.DoesNotContain("  ", doc);
    }

    private static PropertySchema Find(string owner, string name) =>
        Blocks.First(b => b.Owner == owner).Properties.First(p => p.Name == name);

    private static TheoryData<string, string> Names()
    {
        var names = new TheoryData<string, string>();
        foreach (var (owner, properties) in Blocks)
        {
            foreach (var property in properties)
                names.Add(owner, property.Name);
        }

        return names;
    }
}
