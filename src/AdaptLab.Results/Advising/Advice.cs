namespace AdaptLab.Results.Advising;

/// <summary>Something to do before or after a comparison, and why.</summary>
/// <param name="Text">One or two sentences, with the figures that they stand on.</param>
/// <param name="Source">What has shown that it is a good idea: a paper, or this run's own test.</param>
public sealed record Advice(string Text, string Source)
{
    /// <summary>The rule that gave it, by its name in the lists.</summary>
    public string Rule { get; init; } = "";

    /// <summary>The change of the spec that it comes to; null where that is for the author to find.</summary>
    public AdviceEdit? Edit { get; init; }
}

/// <summary>A change of a spec, whatever its text looks like.</summary>
/// <param name="Property">Of `compare`; null where a strategy is to be added.</param>
/// <param name="Value">Of the property; else the strategy as it is written: "strategy rag".</param>
public sealed record AdviceEdit(string? Property, string Value)
{
    public static AdviceEdit Add(string strategy) => new(null, strategy);

    public static AdviceEdit Compare(string property, string value) => new(property, value);
}

/// <summary>One rule of the advice.</summary>
/// <param name="Name">A few words, the heading under which it is documented.</param>
/// <param name="Reason">Why it holds, in a sentence or two.</param>
/// <param name="Source">Who has shown it.</param>
/// <param name="Says">What it has to say; nothing where it does not apply.</param>
internal sealed record AdviceRule<T>(string Name, string Reason, string Source, Func<T, IEnumerable<Said>> Says)
{
    public IEnumerable<Advice> Of(T known) => Says(known).Select(said => new Advice(said.Text, Source) { Rule = Name, Edit = said.Edit });
}

/// <param name="Edit">Null where the advice is no change of the spec.</param>
internal readonly record struct Said(string Text, AdviceEdit? Edit = null);

/// <summary>The rules of the advice as documentation has them.</summary>
/// <param name="IsBefore">Whether it speaks before any run; else after one.</param>
public sealed record AdviceRuleInfo(string Name, string Reason, string Source, bool IsBefore)
{
    public static IEnumerable<AdviceRuleInfo> All =>
    [
        .. RulesBefore.All.Select(rule => new AdviceRuleInfo(rule.Name, rule.Reason, rule.Source, true)),
        .. RulesAfter.All.Select(rule => new AdviceRuleInfo(rule.Name, rule.Reason, rule.Source, false)),
    ];
}
