namespace AdaptLab.Models.Adapters;

/// <summary>A vector of which only the numbers other than zero are kept.</summary>
/// <param name="Indices">Each once.</param>
/// <param name="Values">As many.</param>
public readonly record struct SparseVector(int[] Indices, float[] Values)
{
    public static SparseVector Dense(float[] values) => new([.. Enumerable.Range(0, values.Length)], values);

    /// <summary>This one, then another whose indices are moved up by <paramref name="offset"/>.</summary>
    public SparseVector Then(SparseVector other, int offset) =>
        new([.. Indices, .. other.Indices.Select(index => index + offset)], [.. Values, .. other.Values]);
}
