using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Tests;

/// <summary>Lets an example or a test show only what it is about.</summary>
internal static class Fragment
{
    private static readonly (string Keyword, string Text)[] Parts =
    [
        ("task", "task sample: classify\n"),
        ("examples", "examples sample from \"sample.jsonl\"\n"),
        ("eval", "eval from \"sample-eval.jsonl\"\n"),
    ];

    /// <summary>The declarations that a spec needs and this part of one does not have. To stand before it.</summary>
    public static string Missing(string text)
    {
        var declared = SyntaxTree.Parse(text).Root.Declarations.Select(d => d.Keyword.Text).ToHashSet();
        return string.Concat(Parts.Where(p => !declared.Contains(p.Keyword)).Select(p => p.Text));
    }

    public static Compilation Compile(string text, string folder = "") => Compilation.Parse(Missing(text) + text, folder);
}
