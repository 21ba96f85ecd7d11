using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Running;

namespace AdaptLab.Experiments.Tests.Running;

/// <summary>A small task with two example sets, a set of documents and four eval rows.</summary>
internal static class Clauses
{
    public const string Expert = "expert";
    public const string Contractors = "contractors";

    public static PlanData Data { get; } = new(
        [Label("termination"), Label("renewal")],
        ImmutableDictionary<string, ImmutableArray<TrainingRow>>.Empty
            .Add(Expert,
            [
                new("either party may end this agreement on notice", 0, "spec.adapt:3"),
                new("the term extends for another year", 1, "spec.adapt:4"),
                new("this lease may be terminated at any time", 0, "spec.adapt:5"),
            ])
            .Add(Contractors,
            [
                new("renewed for successive periods of one year", 1, "contractors.jsonl:1"),
                new("shall renew automatically", 1, "contractors.jsonl:2"),
                new("may be terminated for convenience", 0, "contractors.jsonl:3"),
                new("notice of non-renewal is due in march", 1, "contractors.jsonl:4"),
            ]),
        ImmutableDictionary<string, ImmutableArray<DocumentText>>.Empty
            .Add("playbook", [new DocumentText("playbook/renewal.md", "How terms are extended.", 120, 20)]),
        [
            new("1", "the agreement may be terminated on notice", 0, "heldout.jsonl:1"),
            new("2", "extends for one more year", 1, "heldout.jsonl:2"),
            new("3", "either party may end the lease", 0, "heldout.jsonl:3"),
            new("4", "renewed automatically for another year", 1, "heldout.jsonl:4"),
        ],
        ["1 bad row was left out."]);

    public static RunOrigin Origin { get; } = new("specs/clauses.adapt", "00", ImmutableDictionary<string, ModelInfo>.Empty
        .Add("base", new ModelInfo("words", "test", 1, 256, "11"))
        .Add("other", new ModelInfo("letters", "test", 2, 256, "22")));

    public static Spec Spec(params StrategySpec[] strategies) => new(
        new TaskSpec("clauses", TaskKind.Classify, null, Data.Labels, [], default),
        [Model("base", "words"), Model("other", "letters")],
        [Set(Expert), Set(Contractors)],
        [new DocumentSet("playbook", "playbook/*.md", 120, 20, default)],
        new EvalSet([], null, null, default),
        [.. strategies],
        new CompareSpec([[Expert], [Contractors]], 3, "accuracy", [], default));

    public static StrategySpec Strategy(string kind, params string[] from) => new(
        kind,
        kind,
        from.Length == 0
            ? Properties.Empty
            : new Properties(ImmutableSortedDictionary<string, object>.Empty.Add("from", from.ToImmutableArray())),
        new TextSpan(7, 5));

    /// <summary>The same on another model of the spec.</summary>
    public static StrategySpec On(this StrategySpec strategy, string model, string? embedder = null)
    {
        var values = strategy.Properties.Values.SetItem("model", model);
        return strategy with { Name = $"{strategy.Kind} {model}", Properties = new Properties(embedder is null ? values : values.SetItem("embedder", embedder)) };
    }

    public static Plan Plan(Spec spec, PlanOptions options, params IStrategy[] strategies) =>
        Planner.Create(spec, Data, [.. strategies.Select(strategy => strategy.Traits)], options).Plan!;

    public static Plan Plan(Spec spec, params IStrategy[] strategies) => Plan(spec, PlanOptions.Default, strategies);

    private static LabelSpec Label(string name) => new(name, null, default);

    private static ModelSpec Model(string name, string reference) => new(name, "test", reference, Properties.Empty, default);

    private static ExampleSet Set(string name) => new(name, [], null, default);
}
