namespace AdaptLab.Models.Adapters;

/// <summary>Features of a text: some numbers that are all there, then others of which only those that are not zero are kept.</summary>
/// <param name="Dense">As many in every vector of a problem.</param>
/// <param name="Indices">Of the others, each once; 0 is the first after the dense ones.</param>
/// <param name="Values">As many as indices.</param>
public readonly record struct FeatureVector(double[] Dense, int[] Indices, double[] Values)
{
    public static FeatureVector Of(params double[] dense) => new(dense, [], []);
}
