namespace AdaptLab.Experiments.Strategies;

/// <summary>Counts the tokens that a preparation makes the model read: to train, for features, and to embed what is searched.</summary>
/// <remarks>Where a part was prepared by an earlier run, and only its outcome is at hand, the number is not known.</remarks>
public sealed class PreparationMeter
{
    private readonly List<Func<long>> _later = [];
    private long _tokens;
    private bool _isUnknown;

    public void Add(long tokens) => _tokens += tokens;

    /// <summary>What is counted once the clock has stopped: counting is no part of preparing.</summary>
    public void AddLater(Func<long> tokens) => _later.Add(tokens);

    /// <summary>A part was read by an earlier run.</summary>
    public void ForgetTotal() => _isUnknown = true;

    /// <summary>Null where it is not known.</summary>
    public long? Total() => _isUnknown ? null : _tokens + _later.Sum(count => count());
}
