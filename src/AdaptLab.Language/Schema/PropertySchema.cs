using System.Collections.Immutable;

namespace AdaptLab.Language.Schema;

public enum PropertyType
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>One of <see cref="PropertySchema.Choices"/>, as a name.</summary>
    Choice,

    /// <summary>A list of <see cref="PropertySchema.Choices"/>.</summary>
    Choices,

    Integer,

    Number,

    /// <summary>A percentage, or a number from 0 to 1.</summary>
    Share,

    Duration,

    Flag,

    /// <summary>`env("NAME")` and nothing else; the value is the variable's name.</summary>
    Secret,

    /// <summary>An absolute http or https address.</summary>
    Url,

    /// <summary>A folder, by its path from the spec file.</summary>
    Folder,

    /// <summary>The name of a column in a data file.</summary>
    Column,

    /// <summary>An object with properties of its own; their values are kept under dotted names, as `price.input`.</summary>
    Object,

    /// <summary>The name of a declared model.</summary>
    Model,

    /// <summary>Names of declared examples or documents.</summary>
    Sources,

    /// <summary>Names of strategies.</summary>
    Strategies,

    /// <summary>Where vectors are kept: `embedded`, or `qdrant("http://…")`, which sets `store.url` and `store.apiKey` too.</summary>
    Store,

    /// <summary>Labels or fields: an object (name: description) or a list of names.</summary>
    Labels,

    /// <summary>Sets of examples to train on, each one set or a sum of sets.</summary>
    TrainingSets,

    /// <summary>A comparison such as `best.accuracy >= 80%`.</summary>
    Requirement,

    /// <summary>Numbers of examples, of which the word `all` may be one; or `true`, for numbers that double.</summary>
    Sizes,
}

/// <summary>A word that a property may take.</summary>
public sealed record Choice(string Name, string Doc);

/// <summary>All there is to know about a property: what checks it, completes it, explains it and documents it.</summary>
/// <param name="Doc">One or two sentences for hover and reference.</param>
public sealed record PropertySchema(string Name, PropertyType Type, string Doc)
{
    /// <summary>A value as <see cref="Binding.Properties"/> holds it; null if there is none or it depends on the rest of the spec.</summary>
    public object? Default { get; init; }

    /// <summary>Says what holds when the property is left out, where <see cref="Default"/> cannot.</summary>
    public string? DefaultDoc { get; init; }

    public double Minimum { get; init; } = double.NegativeInfinity;

    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the minimum itself is excluded: "more than 0".</summary>
    public bool AboveMinimum { get; init; }

    public ImmutableArray<Choice> Choices { get; init; } = [];

    /// <summary>What a plain number counts: "tokens", "examples".</summary>
    public string? Unit { get; init; }

    /// <summary>Whether `all` may stand in place of the number; the value is then <see cref="All"/>.</summary>
    public bool TakesAll { get; init; }

    /// <summary>More than any number that a property may take.</summary>
    public const double All = double.PositiveInfinity;

    public const string AllName = "all";

    /// <summary>Of an <see cref="PropertyType.Object"/>.</summary>
    public ImmutableArray<PropertySchema> Properties { get; init; } = [];

    /// <summary>Whether the property may be written several times.</summary>
    public bool Repeatable { get; init; }

    /// <summary>Whether `sweep(…)` may stand as the value.</summary>
    public bool Sweepable { get; init; }

    /// <summary>The type in the words of messages and the reference: "an integer from 1 to 1024".</summary>
    public string TypeText => Type switch
    {
        PropertyType.Text => "a string",
        PropertyType.Choice => $"one of {string.Join(", ", Choices.Select(c => c.Name))}",
        PropertyType.Choices => $"a list of {string.Join(", ", Choices.Select(c => c.Name))}",
        PropertyType.Integer => "an integer" + RangeText + (TakesAll ? $", or {AllName}" : ""),
        PropertyType.Number => "a number" + RangeText,
        PropertyType.Share => "a share" + RangeText,
        PropertyType.Duration => "a duration, as 50ms or 2s",
        PropertyType.Flag => "true or false",
        PropertyType.Secret => "a secret, as env(\"NAME\")",
        PropertyType.Url => "an address, as \"http://localhost:8000/v1\"",
        PropertyType.Folder => "a folder, as \"./folder\"",
        PropertyType.Column => "the name of a column",
        PropertyType.Object => "an object, as { " + string.Join(", ", Properties.Select(p => p.Name + ": …")) + " }",
        PropertyType.Model => "the name of a model",
        PropertyType.Sources => "a list of examples and documents",
        PropertyType.Strategies => "a list of strategies",
        PropertyType.Store => "embedded or qdrant(\"http://…\")",
        PropertyType.Labels => "an object (name: description) or a list of names",
        PropertyType.TrainingSets => "a list of sets, as [expert + contractors, expert]",
        PropertyType.Requirement => "a comparison, as best.accuracy >= 80%",
        PropertyType.Sizes => "true, or a list of numbers of examples, as [8, 16, 32, all]",
        _ => throw new NotSupportedException(Type.ToString()),
    };

    /// <summary>" from 1 to 1024", " of at least 1", " above 0", or nothing.</summary>
    public string RangeText => (double.IsFinite(Minimum), double.IsFinite(Maximum), AboveMinimum) switch
    {
        (true, true, false) => $" from {ValueText(Minimum)} to {ValueText(Maximum)}",
        (true, true, true) => $" above {ValueText(Minimum)} and at most {ValueText(Maximum)}",
        (true, false, false) => $" of at least {ValueText(Minimum)}",
        (true, false, true) => $" above {ValueText(Minimum)}",
        _ => "",
    };

    /// <summary>The default as an author would write it: "8", "balanced", "[q_proj, v_proj]"; or in words; empty where there is none.</summary>
    public string DefaultText => Default switch
    {
        null => DefaultDoc ?? "",
        bool flag => flag ? "true" : "false",
        double number => ValueText(number),
        ImmutableArray<string> list => $"[{string.Join(", ", list)}]",
        string text when Type is PropertyType.Text or PropertyType.Url => $"\"{text}\"",
        var other => other.ToString()!,
    };

    /// <summary>The same where it can be written into a spec; empty also where only words can say it.</summary>
    public string DefaultLiteral => Default is null ? "" : DefaultText;

    internal bool InRange(double value) => (AboveMinimum ? value > Minimum : value >= Minimum) && value <= Maximum;

    /// <summary>The value nearest to one that is out of range, as an author would write it; null where there is none that is nearest.</summary>
    internal string? NearestText(double value) =>
        value > Maximum ? ValueText(Maximum)
        : value < Minimum && !AboveMinimum ? ValueText(Minimum)
        // Above the minimum there is no least value; the default is the one that is meant to be right.
        : value <= Minimum && Default is double ? DefaultText
        : null;

    private string ValueText(double value) => Type switch
    {
        PropertyType.Duration => value % 1000 == 0 ? $"{value / 1000}s" : $"{value}ms",
        PropertyType.Share => $"{Math.Round(value * 100, 6)}%",
        _ => value.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture),
    };
}
