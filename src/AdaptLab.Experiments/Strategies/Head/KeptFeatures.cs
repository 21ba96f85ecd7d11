using AdaptLab.Experiments.Strategies.Keeping;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>What the base has made of the first examples: a run that is killed while it reads them, or fits to them, goes on from
/// there. The numbers are kept as they are, so that it comes to the very same head.</summary>
internal sealed class KeptFeatures(KeptState state)
{
    private const string Name = "features";

    /// <summary>In bytes; more would push out of the store what others have kept there.</summary>
    private const long Largest = 128L << 20;

    /// <summary>Of the first examples, in their order; none where nothing is kept.</summary>
    public (float[][] States, int Tokens)[] Read() => state.Read(Name, reader =>
    {
        var texts = new (float[][] States, int Tokens)[reader.ReadInt32()];
        for (var i = 0; i < texts.Length; i++)
        {
            var tokens = reader.ReadInt32();
            var states = new float[reader.ReadInt32()][];
            for (var depth = 0; depth < states.Length; depth++)
            {
                states[depth] = new float[reader.ReadInt32()];
                foreach (ref var number in states[depth].AsSpan()) number = reader.ReadSingle();
            }

            texts[i] = (states, tokens);
        }

        return texts;
    }) ?? [];

    /// <param name="texts">The examples read so far, in their order.</param>
    public void Write(IReadOnlyList<TextFeatures> texts)
    {
        var bytes = texts.Count * (long)texts[0].States.Sum(numbers => numbers.Length) * sizeof(float);
        if (bytes is 0 or > Largest || !state.IsDue(bytes))
            return;
        state.Write(Name, writer =>
        {
            writer.Write(texts.Count);
            foreach (var text in texts)
            {
                writer.Write(text.Tokens);
                writer.Write(text.States.Length);
                foreach (var numbers in text.States)
                {
                    writer.Write(numbers.Length);
                    foreach (var number in numbers) writer.Write(number);
                }
            }
        });
    }

    /// <summary>The head is fitted: nobody asks for them any more.</summary>
    public void Delete() => state.Delete(Name);
}
