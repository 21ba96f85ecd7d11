using AdaptLab.Cli.Terminal;
using Spectre.Console.Testing;

namespace AdaptLab.Cli.Tests;

/// <summary>Screens that keep what is written to them.</summary>
internal static class Screens
{
    /// <param name="width">In cells; null for a stream without a terminal, whose lines may be of any length.</param>
    public static (Screen Screen, TestConsole Console) Of(int? width, bool canRedraw = false)
    {
        var console = new TestConsole();
        console.Profile.Width = width ?? 100_000;
        console.Profile.Height = 24;
        return (new Screen(console, new StreamTraits(IsTerminal: width is not null, HasColor: false, CanRedraw: canRedraw, width)), console);
    }
}
