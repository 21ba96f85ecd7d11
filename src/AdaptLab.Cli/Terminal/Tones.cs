using Spectre.Console;

namespace AdaptLab.Cli.Terminal;

/// <summary>The few styles that the command prints in, each from the terminal's own palette, so that both light and dark ones work.</summary>
internal static class Tones
{
    public static Style Plain => Style.Plain;

    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    public static Style Quiet { get; } = new(decoration: Decoration.Dim);

    public static Style Bad { get; } = new(Color.Maroon, decoration: Decoration.Bold);

    public static Style Doubtful { get; } = new(Color.Olive, decoration: Decoration.Bold);

    public static Style Good { get; } = new(Color.Green);

    public static Style Accent { get; } = new(Color.Teal);
}
