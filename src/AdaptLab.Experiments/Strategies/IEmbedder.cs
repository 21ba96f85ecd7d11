namespace AdaptLab.Experiments.Strategies;

/// <summary>Makes vectors of texts, by whose nearness others are found: a language model, or an encoder made for it.</summary>
public interface IEmbedder
{
    /// <summary>A vector of length one.</summary>
    float[] Embed(string text);
}
