namespace AdaptLab.Pretraining.Reading;

/// <summary>What share of the questions are of which kind: those asked about a sentence, looked up, made as people search, made from gaps;
/// the rest are fields of short texts.</summary>
internal sealed record ReadingShares(double Asked, double Found, double Search, double Gap)
{
    public static ReadingShares Usual { get; } = new(0.29, 0.37, 0.14, 0.03);
}
