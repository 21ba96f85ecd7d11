namespace AdaptLab.Models.Tokenizers.WordModels;

/// <summary>Turns one word into tokens. Safe to use from several threads.</summary>
internal abstract class WordModel
{
    public abstract void Encode(ReadOnlySpan<char> word, List<int> ids);
}
