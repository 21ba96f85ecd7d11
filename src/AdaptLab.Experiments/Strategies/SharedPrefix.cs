using AdaptLab.Models.Inference;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Finds what the prompts of all inputs begin with, and has the model read it once.</summary>
internal static class SharedPrefix
{
    /// <param name="render">The prompt for an input.</param>
    public static async Task<PromptPrefix> ReadAsync(ModelSession session, Func<string, Task<string>> render)
    {
        // Tokens may join across the place where the input begins: what is common to prompts for inputs that begin with a
        // letter, a digit and a mark is safe for nearly all others, and those that differ are read whole.
        var first = session.Encode(await render("A"));
        var length = first.Length - 1;
        foreach (var input in (string[])["z", "7", "(", "\""])
        {
            var other = session.Encode(await render(input));
            length = Math.Min(length, first.AsSpan().CommonPrefixLength(other));
        }

        // A prefix that fills the window would leave no prompt that could use it.
        return PromptPrefix.Read(session.Decoder, first.AsSpan(0, Math.Clamp(length, 0, session.Model.Window - 1)));
    }
}
