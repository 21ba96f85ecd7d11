using System.Collections.Immutable;

namespace AdaptLab.Language.Binding;

/// <summary>Property values by name. A value is a double (numbers; shares for percentages; milliseconds for durations),
/// a bool, a string (strings and names), or an <see cref="ImmutableArray{T}"/> of strings.</summary>
public sealed class Properties(ImmutableSortedDictionary<string, object> values)
{
    public static Properties Empty { get; } = new(ImmutableSortedDictionary<string, object>.Empty);

    public ImmutableSortedDictionary<string, object> Values { get; } = values;

    public bool Has(string name) => Values.ContainsKey(name);

    public double Number(string name) => (double)Values[name];

    /// <summary>The value, and the largest integer where it is more than that: `all`.</summary>
    public int Integer(string name) => (int)Math.Min((double)Values[name], int.MaxValue);

    public bool Flag(string name) => (bool)Values[name];

    public string Text(string name) => (string)Values[name];

    public string? TextOrNull(string name) => Values.TryGetValue(name, out var value) ? value as string : null;

    public ImmutableArray<string> List(string name) =>
        Values.TryGetValue(name, out var value) ? (ImmutableArray<string>)value : [];
}
