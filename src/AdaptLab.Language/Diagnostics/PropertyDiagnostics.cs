using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Diagnostics;

/// <summary>ADAPT21xx: properties and their values.</summary>
public static class PropertyDiagnostics
{
    public static readonly DiagnosticRule UnknownPropertyRule = new("ADAPT2101", Severity.Error, "Unknown property");
    public static readonly DiagnosticRule RepeatedPropertyRule = new("ADAPT2102", Severity.Error, "Property set twice");
    public static readonly DiagnosticRule WrongTypeRule = new("ADAPT2103", Severity.Error, "Value of the wrong type");
    public static readonly DiagnosticRule OutOfRangeRule = new("ADAPT2104", Severity.Error, "Value out of range");
    public static readonly DiagnosticRule UnknownChoiceRule = new("ADAPT2105", Severity.Error, "Unknown choice");
    public static readonly DiagnosticRule LiteralSecretRule = new("ADAPT2106", Severity.Error, "Secret written in the spec");
    public static readonly DiagnosticRule MisplacedCallRule = new("ADAPT2107", Severity.Error, "Call that does not belong here");
    public static readonly DiagnosticRule BadArgumentRule = new("ADAPT2108", Severity.Error, "Wrong arguments");
    public static readonly DiagnosticRule BadPathRule = new("ADAPT2109", Severity.Error, "Path that cannot be used");
    public static readonly DiagnosticRule UnknownFormatRule = new("ADAPT2110", Severity.Error, "Unknown kind of data file");
    public static readonly DiagnosticRule BadUrlRule = new("ADAPT2111", Severity.Error, "Not an address");
    public static readonly DiagnosticRule BadSweepRule = new("ADAPT2112", Severity.Error, "Sweep that cannot be run");
    public static readonly DiagnosticRule OverlapTooLargeRule = new("ADAPT2113", Severity.Error, "Overlap not less than the chunk");
    public static readonly DiagnosticRule NoEffectRule = new("ADAPT2114", Severity.Warning, "Property without effect");
    public static readonly DiagnosticRule BudgetWithoutPriceRule = new("ADAPT2115", Severity.Error, "Budget without prices");
    public static readonly DiagnosticRule KeyInClearRule = new("ADAPT2116", Severity.Warning, "Key sent unencrypted");

    /// <param name="owner">"strategy lora", "task", "price".</param>
    /// <param name="elsewhere">Where the property does exist: "strategy lora".</param>
    public static Diagnostic UnknownProperty(TextSpan span, string name, string owner, IEnumerable<string> known, string? elsewhere = null)
    {
        var names = known.ToList();
        var nearest = DidYouMean.Nearest(name, names);
        var mend = nearest is not null ? DidYouMean.Sentence(nearest)
            : elsewhere is not null ? $" It belongs to '{elsewhere}'."
            : names.Count == 0 ? " It takes no properties." : $" It has {string.Join(", ", names)}.";
        return UnknownPropertyRule.At(span, $"'{owner}' has no property '{name}'.{mend}") with { Fix = DidYouMean.Fix(span, nearest) };
    }

    public static Diagnostic RepeatedProperty(PropertySyntax property, TextSpan first) =>
        RepeatedPropertyRule.At(property.Name.Span, $"'{property.NameText}' is set twice. Remove one.")
        with
        {
            Related = [new RelatedPlace($"'{property.NameText}' is first set here", first)],
            Fix = DeclarationDiagnostics.Remove(property, "this one"),
        };

    /// <param name="found">"the string \"eight\"".</param>
    public static Diagnostic WrongType(TextSpan span, string name, string expected, string found, Fix? fix = null) =>
        WrongTypeRule.At(span, $"'{name}' takes {expected}, not {found}.") with { Fix = fix };

    public static Diagnostic OutOfRange(TextSpan span, PropertySchema property, string found, double value) =>
        OutOfRangeRule.At(span, $"{found} is out of range: '{property.Name}' takes {property.TypeText}.")
        with { Fix = property.NearestText(value) is { } nearest ? Fix.Replace($"Change to {nearest}", span, nearest) : null };

    public static Diagnostic UnknownChoice(TextSpan span, string property, string found, IEnumerable<string> choices)
    {
        var names = choices.ToList();
        var nearest = DidYouMean.Nearest(found, names);
        return UnknownChoiceRule.At(span, $"'{property}' cannot be '{found}'.{DidYouMean.Sentence(nearest)} Choose {Quote.OneOf(names)}.")
            with { Fix = DidYouMean.Fix(span, nearest) };
    }

    /// <param name="variable">A name for the environment variable to propose.</param>
    public static Diagnostic LiteralSecret(TextSpan span, string property, string variable, bool replaceable = true) =>
        LiteralSecretRule.At(span, $"A secret does not belong in a file: '{property}' would be readable by all who see the spec. Put it in an environment variable and write env(\"{variable}\").")
        with { Fix = replaceable ? Fix.Replace($"Take it from the environment variable {variable}", span, $"env(\"{variable}\")") : null };

    /// <param name="problem">A sentence.</param>
    public static Diagnostic MisplacedCall(TextSpan span, string problem, Fix? fix = null) =>
        MisplacedCallRule.At(span, problem) with { Fix = fix };

    public static Diagnostic BadArgument(TextSpan span, string call, string expected, Fix? fix = null) =>
        BadArgumentRule.At(span, $"'{call}' takes {expected}.") with { Fix = fix };

    /// <param name="reason">A sentence.</param>
    public static Diagnostic BadPath(TextSpan span, string path, string reason, Fix? fix = null) =>
        BadPathRule.At(span, $"The path {Quote.Text(path)} cannot be used. {reason}") with { Fix = fix };

    public static Diagnostic UnknownFormat(TextSpan span, string path, IEnumerable<string> formats) =>
        UnknownFormatRule.At(span, $"{Quote.Text(path)} is no kind of data file that can be read. Use {Quote.OneOf(formats)}.");

    /// <param name="full">The address in full, where only its beginning is missing.</param>
    public static Diagnostic BadUrl(TextSpan span, string text, string? full) =>
        BadUrlRule.At(span, $"{Quote.Text(text)} is no address. Write it in full, as \"http://localhost:8000/v1\".")
        with { Fix = full is null ? null : Fix.Replace($"Change to \"{full}\"", span, Quote.Literal(full)) };

    /// <param name="problem">A sentence.</param>
    public static Diagnostic BadSweep(TextSpan span, string problem, Fix? fix = null) => BadSweepRule.At(span, problem) with { Fix = fix };

    public static Diagnostic OverlapTooLarge(TextSpan span, int overlap, int chunk) =>
        OverlapTooLargeRule.At(span, $"An overlap of {overlap} tokens must be less than the chunk of {chunk}.");

    public static Diagnostic BudgetWithoutPrice(PropertySyntax budget) =>
        BudgetWithoutPriceRule.At(budget.Name.Span, "A budget cannot be kept without prices. Say what a million tokens cost, as price: { input: 0.15, output: 0.60 }.")
        with { Fix = DeclarationDiagnostics.Remove(budget, "'budget'") };

    /// <param name="span">The address's.</param>
    public static Diagnostic KeyInClear(TextSpan span, string address) =>
        KeyInClearRule.At(span, $"The key is sent unencrypted to {new Uri(address).Host}, where everyone on the way can read it. Use https.")
        with { Fix = Fix.Replace("Change to https", span, Quote.Literal("https" + address[4..])) };

    public static Diagnostic NoEffect(PropertySyntax syntax, string property, string why) =>
        NoEffectRule.At(syntax.Name.Span, $"'{property}' has no effect: {why}.")
        with { Tags = DiagnosticTags.Unnecessary, Fix = DeclarationDiagnostics.Remove(syntax, $"'{property}'") };
}
