using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Transformer;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Finds what the requests for all inputs begin with, and has the model read it once.</summary>
internal static class SharedPrefix
{
    public static async Task<PromptPrefix> ReadAsync(ModelSession session, Decoder decoder, IRequestWriter writer, CancellationToken cancellation)
    {
        // Tokens may join across the place where the input begins: what is common to prompts for inputs that begin with a
        // letter, a digit and a mark is safe for nearly all others, and those that differ are read whole.
        var first = session.Encode(await writer.WriteCommonAsync("A", cancellation));
        var length = first.Length - 1;
        foreach (var input in (string[])["z", "7", "(", "\""])
        {
            var other = session.Encode(await writer.WriteCommonAsync(input, cancellation));
            length = Math.Min(length, first.AsSpan().CommonPrefixLength(other));
        }

        // A prefix that fills the window would leave no prompt that could use it.
        return PromptPrefix.Read(decoder, first.AsSpan(0, Math.Clamp(length, 0, session.Model.Window - 1)));
    }
}
