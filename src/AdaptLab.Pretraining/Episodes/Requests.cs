using AdaptLab.Experiments.Prompting;

namespace AdaptLab.Pretraining.Episodes;

/// <summary>Texts as the product asks about them: on one line, with the arrow at their end.</summary>
internal static class Requests
{
    /// <param name="longest">Tokens of the text that are kept.</param>
    public static int[] Encode(Func<string, int[]> encode, string text, int longest)
    {
        var ids = encode(PromptLayout.OneLine(text));
        return [.. ids.AsSpan(0, Math.Min(longest, ids.Length)), .. encode(PromptLayout.Arrow)];
    }
}
