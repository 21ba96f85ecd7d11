namespace AdaptLab.Reading;

/// <summary>How large a reader's network is: what the network that reads and the one that is trained must agree on.</summary>
public static class ReaderShape
{
    /// <summary>Numbers for a word within the network.</summary>
    public const int Width = 64;

    /// <summary>Of a frequent word's own vector, and of a suffix's.</summary>
    public const int FrequentWidth = 24;
    public const int SuffixWidth = 12;

    /// <summary>In which words of the passage look for words of the question.</summary>
    public const int LookWidth = 32;

    /// <summary>In which a span's first word is fitted to its last.</summary>
    public const int PairWidth = 16;

    /// <summary>Words that a convolution of the question, or of the passage, sees.</summary>
    public const int QuestionReach = 5;
    public const int PassageReach = 7;

    public const int QuestionBlocks = 2;

    /// <summary>How far apart the words are that each block of the passage sees.</summary>
    public static ReadOnlySpan<int> Steps => [1, 2, 4, 1];

    /// <summary>Numbers for a word before the network.</summary>
    public static int Inputs(int vectorDimensions) => vectorDimensions + FrequentWidth + SuffixWidth + WordInputs.TraitCount;
}
