using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language;
using AdaptLab.Language.Binding;

namespace AdaptLab.Experiments.Tests.Strategies;

/// <summary>The embedded model, loaded once; tests that use it do not run beside each other, as requests do not either.</summary>
public sealed class NanoFixture : IDisposable
{
    private readonly Dictionary<string, IPredictor> _shared = new(StringComparer.Ordinal);

    public ModelSession Session { get; } = ModelSession.Open(Topics.Spec("").Models[0]);

    public void Dispose()
    {
        foreach (var predictor in _shared.Values) predictor.Dispose();
        Session.Dispose();
    }

    /// <summary>Prepared with the first seed, once for all tests that only ask it: training takes seconds. It stays the fixture's.</summary>
    internal async Task<IPredictor> SharedAsync(string strategy) =>
        _shared.TryGetValue(strategy, out var known) ? known : _shared[strategy] = await PrepareAsync(strategy);

    internal async Task<IPredictor> PrepareAsync(string strategy, int seed = 1, ImmutableArray<TrainingRow>? examples = null, CancellationToken cancellation = default)
    {
        var kind = Topics.Part(strategy).Traits.Kind;
        return await StrategyList.For(Session).First(s => s.Traits.Kind == kind).PrepareAsync(Topics.Context(strategy, seed, examples), null, cancellation);
    }
}

[CollectionDefinition(nameof(NanoFixture), DisableParallelization = true)]
public sealed class NanoCollection : ICollectionFixture<NanoFixture>;

/// <summary>Three easy topics.</summary>
internal static class Topics
{
    public static ImmutableArray<LabelSpec> Labels => Spec("").Task.Labels;

    public static ImmutableArray<TrainingRow> Examples { get; } =
    [
        Row("Heavy rain and strong wind are expected on the coast tonight.", 0),
        Row("The sun came out and the snow melted by noon.", 0),
        Row("A cold front brought fog, frost and low temperatures.", 0),
        Row("Thunder and hail ended the hot, dry weather.", 0),
        Row("The home team scored twice and won the match.", 1),
        Row("She ran the race in record time and took the gold medal.", 1),
        Row("Their goalkeeper was sent off in the second half of the game.", 1),
        Row("He lost the first set but won the tennis final.", 1),
        Row("Fry the onions in butter, then add salt and pepper.", 2),
        Row("Boil the potatoes and serve them with a cream sauce.", 2),
        Row("Bake the bread in a hot oven for forty minutes.", 2),
        Row("Stir the eggs, sugar and flour into a smooth dough.", 2),
    ];

    public static ImmutableArray<(string Text, int Label)> Requests { get; } =
    [
        ("Rain and wind will reach the north by the evening.", 0),
        ("The team won the match in the last minute of the game.", 1),
        ("Add butter and flour to the sauce and stir.", 2),
        ("Frost and fog are likely before the sun comes up.", 0),
        ("The players scored three goals in the second half.", 1),
        ("Bake the potatoes with salt, pepper and onions.", 2),
    ];

    public static Spec Spec(string strategy) => Compilation.Parse($$"""
        task topics: classify {
          instruction: "Name the topic of the sentence."
          labels: { weather: "Rain, wind, sun and temperature", sport: "Matches and races", cooking: "Preparing food" }
        }
        examples all { "Rain." => weather }
        documents notes from "notes/*.md"
        eval { "Snow." => weather }
        {{strategy}}
        """).Spec;

    public static StrategyContext Context(string strategy, int seed = 1, ImmutableArray<TrainingRow>? examples = null)
    {
        var spec = Spec(strategy);
        return new StrategyContext(spec.Task, spec.Task.Labels, examples ?? Examples, [], spec.Strategies[0], new RunSeed(seed)) { Parts = Part(strategy).Parts };
    }

    /// <summary>The first strategy of the text, with what it is made of.</summary>
    public static StrategyPart Part(string strategy) => StrategyPart.Of(Spec(strategy).Strategies[0], Spec(strategy).Strategies, StrategyTraits.All);

    private static TrainingRow Row(string text, int label) => new(text, label, "topics.adapt:1");
}
