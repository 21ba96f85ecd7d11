using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AdaptLab.Cli.Terminal;

/// <summary>One output stream, with what it can show.</summary>
internal sealed class Screen(IAnsiConsole console, StreamTraits traits)
{
    /// <summary>Where nothing limits a line's length. Not the largest integer: widths are added to.</summary>
    private const int Unlimited = 100_000;

    public StreamTraits Traits { get; } = traits;

    public IAnsiConsole Console { get; } = console;

    public int Width => Traits.Width ?? Unlimited;

    public int Height => Console.Profile.Height;

    public static Screen Output(bool noColor) => Of(System.Console.Out, System.Console.IsOutputRedirected, noColor);

    public static Screen Error(bool noColor) => Of(System.Console.Error, System.Console.IsErrorRedirected, noColor);

    public void Line(string text = "") => Line((text, Style.Plain));

    /// <summary>One line from pieces in their styles. Where the terminal is narrower, it breaks between words.</summary>
    public void Line(params ReadOnlySpan<(string Text, Style Style)> pieces)
    {
        var line = new Paragraph();
        foreach (var (text, style) in pieces)
            line.Append(SafeText.OneLine(text), Traits.HasColor ? style : Style.Plain);
        Write(line);
    }

    /// <summary>Something that fills lines, the last one ended.</summary>
    public void Write(IRenderable renderable)
    {
        Console.Write(new TrimmedLines(renderable));
        Console.Write(Text.NewLine);
    }

    private static Screen Of(TextWriter writer, bool isRedirected, bool noColor)
    {
        var traits = StreamTraits.Of(isRedirected, noColor, Environment.GetEnvironmentVariable, isRedirected ? 0 : WindowSize(() => System.Console.WindowWidth, 80));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new StreamOutput(writer, traits),
            Ansi = traits.HasColor || traits.CanRedraw ? AnsiSupport.Yes : AnsiSupport.No,
            // The terminal's own palette is all that is used (Tones).
            ColorSystem = traits.HasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = traits.CanRedraw ? InteractionSupport.Yes : InteractionSupport.No,
            // What it would look up in the environment has been decided above.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        return new Screen(console, traits);
    }

    private static int WindowSize(Func<int> size, int fallback)
    {
        try
        {
            return size() is > 0 and var cells ? cells : fallback;
        }
        catch (IOException)
        {
            return fallback;
        }
    }

    private sealed class StreamOutput(TextWriter writer, StreamTraits traits) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => traits.IsTerminal;

        public int Width => traits.Width ?? Unlimited;

        public int Height => traits.IsTerminal ? WindowSize(() => System.Console.WindowHeight, 24) : 24;

        // Both streams are UTF-8 from the start.
        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
