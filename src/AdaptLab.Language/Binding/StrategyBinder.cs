using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>The candidates, and which of them each declared strategy stands for.</summary>
internal sealed record BoundStrategies(
    ImmutableArray<StrategySpec> Candidates, IReadOnlyDictionary<string, ImmutableArray<string>> ByDeclaration)
{
    /// <summary>The candidates of that name: all of a sweep where the strategy that declares it is named.</summary>
    public ImmutableArray<string> ResolveAll(BindingContext context, string name, TextSpan span)
    {
        if (!ByDeclaration.TryGetValue(name, out var candidates) || candidates.Length < 2)
            return Resolve(context, name, span, []) is { } only ? [only] : [];
        if (context.Find(SymbolKind.Strategy, name) is { } symbol)
            context.Refer(symbol, span);
        return candidates;
    }

    /// <summary>The candidate of that name, written in full or as the strategy's name; says so where it is none or several.</summary>
    public string? Resolve(BindingContext context, string name, TextSpan span, IEnumerable<string> alsoKnown)
    {
        var candidates = ByDeclaration.TryGetValue(name, out var declared) ? declared : [];
        if (candidates.Length > 1)
        {
            context.Report(NameDiagnostics.AmbiguousStrategy(span, name, candidates));
            return null;
        }

        // A candidate of a sweep is a way of naming the strategy that declares the sweep.
        var declaration = ByDeclaration.FirstOrDefault(d => d.Value.Contains(name)).Key ?? name;
        if (context.Find(SymbolKind.Strategy, declaration) is { } symbol)
            context.Refer(symbol, span);
        if (candidates is [var only])
            return only;
        if (Candidates.Any(c => c.Name == name))
            return name;
        context.Report(NameDiagnostics.UnknownName(span, "strategy", name, Candidates.Select(c => c.Name).Concat(alsoKnown).Distinct(StringComparer.Ordinal)));
        return null;
    }
}

internal sealed class StrategyBinder(
    BindingContext context, TaskKindSchema? task, ImmutableArray<ModelSpec> models, ImmutableArray<DocumentSet> documents)
{
    /// <summary>Properties that name other strategies.</summary>
    private static readonly ImmutableArray<string> PartProperties = ["combine", "steps"];

    /// <summary>One strategy as declared, before its sweeps are expanded and its references to others are checked.</summary>
    /// <remarks>What a sweep over parts names, is named by the strategy: each candidate takes its own part of it.</remarks>
    private sealed record Declared(string Name, StrategyKind Kind, TextSpan NameSpan, BoundProperties Properties, TextSpan Span)
    {
        /// <summary>What a property names, each with its place; that of the strategy itself where the property is left out.</summary>
        public ImmutableArray<(string Name, TextSpan Span)> Named(string property) => Properties[property] is { } given
            ? [.. Lists(given.Value).SelectMany(list => list.Items)]
            : Kind.Property(property)?.Default is ImmutableArray<string> names ? [.. names.Select(name => (name, NameSpan))] : [];

        /// <summary>One, or one for each value of a sweep.</summary>
        public static IEnumerable<NameList> Lists(object? value) => value switch
        {
            NameList list => [list],
            Sweep sweep => sweep.Values.Select(swept => swept.Value).OfType<NameList>(),
            _ => [],
        };

        public IEnumerable<(string Name, TextSpan Span)> Parts => PartProperties.SelectMany(property => Named(property));
    }

    public BoundStrategies Bind(IEnumerable<DeclarationSyntax> declarations)
    {
        var list = declarations.ToList();
        var declared = list.Select(BindDeclaration).OfType<Declared>().ToList();
        if (list.Count == 0)
            declared = Defaults();

        var byDeclaration = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var candidates = ImmutableArray.CreateBuilder<StrategySpec>();
        foreach (var strategy in declared)
        {
            var expanded = SweepExpander.Expand(context, strategy.Name, strategy.Kind, Values(strategy), strategy.Properties, strategy.Span)
                .Select(candidate => WithEmbedder(strategy, candidate)).ToImmutableArray();
            // `strategy prompt select first` may meet a candidate of `strategy prompt { select: sweep(first, …) }`.
            var fresh = expanded.Where(c => candidates.All(o => o.Name != c.Name)).ToImmutableArray();
            foreach (var taken in expanded.Except(fresh))
                context.Report(DeclarationDiagnostics.DuplicateName(strategy.NameSpan, "strategy", taken.Name, candidates.First(c => c.Name == taken.Name).Span));
            byDeclaration[strategy.Name] = [.. fresh.Select(c => c.Name)];
            candidates.AddRange(fresh);
        }

        var bound = new BoundStrategies(candidates.ToImmutable(), byDeclaration);
        foreach (var strategy in declared)
        {
            CheckModels(strategy);
            TemplateChecks.Check(context, strategy.Kind, strategy.Name, strategy.NameSpan, strategy.Properties, documents);
            CheckSources(strategy);
        }

        return bound with { Candidates = ResolveCombinations(declared, bound) };
    }

    private Declared? BindDeclaration(DeclarationSyntax declaration)
    {
        if (declaration.Names.FirstOrDefault() is not { } kindToken)
            return null;
        if (StrategyKinds.Find(kindToken.Text) is not { } kind)
        {
            context.Report(DeclarationDiagnostics.UnknownKind(kindToken.Span, "strategy", kindToken.Text, StrategyKinds.All.Select(k => k.Name)));
            return null;
        }

        var name = string.Join(' ', declaration.Names.Select(n => n.Text));
        var span = TextSpan.FromBounds(kindToken.Span.Start, declaration.Names[^1].Span.End);
        var properties = PropertyBinder.Bind(context, declaration.Block, kind.Properties, $"strategy {kind.Name}", Elsewhere);
        if (!context.Declare(SymbolKind.Strategy, name, span))
        {
            context.Report(DeclarationDiagnostics.DuplicateName(span, "strategy", name, context.Find(SymbolKind.Strategy, name)!.Span));
            return null;
        }

        if (task is not null && !kind.Tasks.Contains(task.Kind))
            context.Report(NameDiagnostics.WrongTask(kindToken.Span, kind.Name, task.Name, StrategyKinds.All.Where(k => k.Tasks.Contains(task.Kind)).Select(k => k.Name)));
        return new Declared(name, kind, span, properties, declaration.Span);
    }

    /// <summary>For a spec without strategies: those that are worth a first look and can be run on its model.</summary>
    private List<Declared> Defaults()
    {
        var remote = FirstModel is { } model && Providers.Find(model.Provider)!.IsRemote;
        return
        [
            .. StrategyKinds.All.Where(k => k.RunsByDefault && !(remote && k.NeedsWeights))
                .Select(k => new Declared(k.Name, k, default, new BoundProperties(k.Properties, []), default)),
        ];
    }

    /// <summary>The properties with the defaults that depend on the rest of the spec.</summary>
    private ImmutableSortedDictionary<string, object> Values(Declared strategy)
    {
        var values = strategy.Properties.Values();
        return ModelOf(strategy) is { } model ? values.SetItem("model", model.Name) : values;
    }

    /// <summary>Where none is named, the candidate's own model makes its embeddings.</summary>
    private static StrategySpec WithEmbedder(Declared strategy, StrategySpec candidate) =>
        strategy.Kind.Property("embedder") is not null && !strategy.Properties.Has("embedder") && candidate.Properties.TextOrNull("model") is { } model
            ? candidate with { Properties = new Properties(candidate.Properties.Values.SetItem("embedder", model)) }
            : candidate;

    /// <summary>Several where the strategy sweeps over them.</summary>
    private IEnumerable<ModelSpec> ModelsOf(Declared strategy) => strategy.Properties["model"]?.Value is Sweep sweep
        ? sweep.Values.Select(value => models.FirstOrDefault(m => m.Name.Equals(value.Value))).OfType<ModelSpec>()
        : ModelOf(strategy) is { } model ? [model] : [];

    private ModelSpec? ModelOf(Declared strategy) =>
        strategy.Properties.Text("model") is { } name ? models.FirstOrDefault(m => m.Name == name) : FirstModel;

    /// <summary>The first that is no mere embedder. Null where the first one declared could not be read: nothing is to be said of the second in its place.</summary>
    private ModelSpec? FirstModel
    {
        get
        {
            var adaptable = models.Where(m => !Providers.Find(m.Provider)!.EmbedsOnly).ToList();
            var embedders = models.Except(adaptable).Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
            var declared = context.Names(SymbolKind.Model).FirstOrDefault(name => !embedders.Contains(name));
            return adaptable.FirstOrDefault() is { } first && first.Name == (declared ?? first.Name) ? first : null;
        }
    }

    private void CheckModels(Declared strategy)
    {
        if (strategy.Properties["model"] is { Value: null })
            return;
        foreach (var model in ModelsOf(strategy))
            CheckModel(strategy, model);
    }

    private void CheckModel(Declared strategy, ModelSpec model)
    {
        if (context.Find(SymbolKind.Model, model.Name) is { } symbol)
            context.Use(symbol);
        if (Providers.Find(model.Provider)!.EmbedsOnly)
        {
            context.Report(NameDiagnostics.EmbedsOnly(
                strategy.Properties["model"]?.Syntax.Value?.Span ?? strategy.NameSpan, model.Name, context.Find(SymbolKind.Model, model.Name)?.Span ?? model.Span));
        }

        if (!Providers.Find(model.Provider)!.IsRemote)
            return;
        if (strategy.Kind.NeedsWeights)
            ReportNeedsWeights(strategy.NameSpan, strategy.Kind.Name, model);
        foreach (var (name, span) in strategy.Parts)
        {
            // A declared strategy is checked where it is declared.
            if (context.Find(SymbolKind.Strategy, name) is null && StrategyKinds.Find(name) is { NeedsWeights: true })
                ReportNeedsWeights(span, name, model);
        }
    }

    private void ReportNeedsWeights(TextSpan span, string strategy, ModelSpec model) =>
        context.Report(NameDiagnostics.NeedsWeights(
            span, strategy, model.Name, model.Provider, StrategyKinds.All.Where(k => !k.NeedsWeights).Select(k => k.Name),
            context.Find(SymbolKind.Model, model.Name)?.Span ?? model.Span));

    private void CheckSources(Declared strategy)
    {
        if (strategy.Kind.Property("from") is null)
            return;
        if (strategy.Properties["from"] is { Value: NameList or Sweep })
        {
            foreach (var (name, span) in strategy.Named("from"))
                context.Resolve(name, span, "set of examples or documents", SymbolKind.Examples, SymbolKind.Documents);
            return;
        }

        foreach (var set in documents)
        {
            if (context.Find(SymbolKind.Documents, set.Name) is { } symbol)
                context.Use(symbol);
        }
    }

    /// <summary>Names in `combine` and `steps` become those of candidates (or stay kinds, run with their defaults).</summary>
    private ImmutableArray<StrategySpec> ResolveCombinations(List<Declared> declared, BoundStrategies bound)
    {
        var parts = declared.ToDictionary(d => d.Name, d => d.Parts.ToImmutableArray(), StringComparer.Ordinal);
        var resolved = new Dictionary<(string Declaration, string Property), ImmutableDictionary<string, string>>();
        foreach (var strategy in declared)
            foreach (var property in PartProperties.Where(property => strategy.Kind.Property(property) is not null))
                resolved[(strategy.Name, property)] = Resolve(strategy, property, parts, bound);

        var byCandidate = bound.ByDeclaration.SelectMany(d => d.Value.Select(c => (Candidate: c, Declaration: d.Key)))
            .ToDictionary(p => p.Candidate, p => p.Declaration, StringComparer.Ordinal);
        return
        [
            .. bound.Candidates.Select(c => c with
            {
                Properties = new Properties(c.Properties.Values.SetItems(
                    from property in PartProperties
                    where resolved.ContainsKey((byCandidate[c.Name], property))
                    let names = resolved[(byCandidate[c.Name], property)]
                    select KeyValuePair.Create(property, (object)c.Properties.List(property).Where(names.ContainsKey).Select(name => names[name]).ToImmutableArray()))),
            }),
        ];
    }

    /// <summary>For each name that a property of a strategy may hold, what it stands for.</summary>
    private ImmutableDictionary<string, string> Resolve(
        Declared strategy, string property, Dictionary<string, ImmutableArray<(string Name, TextSpan Span)>> parts, BoundStrategies bound)
    {
        var names = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, span) in strategy.Named(property))
        {
            if (Reaches(name, strategy.Name, parts))
                context.Report(NameDiagnostics.CombineCycle(span, strategy.Name, TakeOut(strategy, property, span)));
            else if (!bound.ByDeclaration.ContainsKey(name) && StrategyKinds.Find(name) is not null)
                names[name] = name;
            else if (bound.Resolve(context, name, span, StrategyKinds.All.Select(k => k.Name)) is { } candidate)
                names[name] = candidate;
        }

        if (property == "steps" && strategy.Properties[property] is { Value: not null } steps && Declared.Lists(steps.Value).Any(list => list.Items.Length < 2))
            context.Report(NameDiagnostics.TooFewSteps(steps.Syntax.Span, strategy.Name));
        return names.ToImmutable();
    }

    /// <summary>Removes the item, or the property where it is the only one.</summary>
    private static Fix? TakeOut(Declared strategy, string name, TextSpan span) => strategy.Properties[name]?.Syntax is not { } property ? null
        // Of a sweep, one value names what it must not: the author has to say which candidates remain.
        : property.Value is CallSyntax ? null
        : property.Value is ListSyntax list && list.Items.Count() > 1 && list.Items.FirstOrDefault(i => i.Span == span) is { } item
            ? DeclarationDiagnostics.Remove(item, "it")
            : DeclarationDiagnostics.Remove(property, $"'{name}'");

    private static bool Reaches(string from, string to, Dictionary<string, ImmutableArray<(string Name, TextSpan Span)>> parts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([from]);
        while (pending.TryPop(out var name))
        {
            if (name == to)
                return true;
            if (!seen.Add(name) || !parts.TryGetValue(name, out var next))
                continue;
            foreach (var part in next)
                pending.Push(part.Name);
        }

        return false;
    }

    private static string? Elsewhere(string property) =>
        StrategyKinds.All.FirstOrDefault(k => k.Property(property) is not null) is { } kind ? $"strategy {kind.Name}" : null;
}
