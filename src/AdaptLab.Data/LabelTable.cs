using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Binding;

namespace AdaptLab.Data;

/// <summary>The labels that rows may have: those of the task, or else those of the examples as they are met.</summary>
internal sealed class LabelTable
{
    private readonly ImmutableArray<LabelSpec>.Builder _labels = ImmutableArray.CreateBuilder<LabelSpec>();
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    public LabelTable(ImmutableArray<LabelSpec> declared)
    {
        Declared = !declared.IsEmpty;
        foreach (var label in declared)
            Add(label);
    }

    /// <summary>Whether the task declares them.</summary>
    public bool Declared { get; }

    public ImmutableArray<LabelSpec> Labels => _labels.ToImmutable();

    public IEnumerable<string> Names => _labels.Select(label => label.Name);

    public int Count => _labels.Count;

    public int? IndexOf(string name) => _indices.TryGetValue(name, out var index) ? index : null;

    public int Add(string name, TextSpan span) => Add(new LabelSpec(name, null, span));

    private int Add(LabelSpec label)
    {
        if (_indices.TryAdd(label.Name, _labels.Count))
            _labels.Add(label);
        return _indices[label.Name];
    }
}
