using FsCheck;
using FsCheck.Fluent;

namespace AdaptLab.Language.Tests;

/// <summary>Texts to try the parser with: pieces of the language in any order, and samples with pieces cut, doubled or put in.</summary>
public static class Texts
{
    private static readonly string[] Pieces =
    [
        "task", "model", "examples", "eval", "strategy", "compare", "from", "lora", "labels", "train", "require", "x", "a-b_c", "3rd",
        "{", "}", "[", "]", "(", ")", ":", ",", "=", "=>", "->", "+", ".", ">=", "<", "-", "/", "//", "/*", "*/", "\"", "\"\"\"", "\"\"\"\"", "'", "“", "”",
        "\"text\"", "\"a\\\"b\\u00e9\"", "\"\\q\"", "\"\\ud83d\"", "8", "-0.5", "80%", "50ms", "2s", "1e999", "1.5kg",
        " ", "  ", "\t", "\n", "\r\n", "\r", "\n\n\n", "// note\n", "/* note */", "\uFEFF", "\u2028", "é", "漢字", "😀", "\uD800", "\uDC00", "#", "§§", "\\",
        "\n  ", "rank: 8", "\"t\" => x\n", "{ a: 1 }", "[a, b]", "env(\"K\")", "sweep(1, 2)", "a.b.c >= 80%", "expert + contractors",
    ];

    public static Arbitrary<string> Soup() =>
        Gen.ListOf(Gen.Elements(Pieces)).Select(p => string.Concat(p)).ToArbitrary();

    public static Arbitrary<string> Mutant() =>
        (from sample in Gen.Elements(Repository.Samples.Select(s => s.Text).ToArray())
         from lineEnd in Gen.Elements("\n", "\r\n")
         from edits in Gen.ListOf(Edit(), 3)
         select edits.Aggregate(sample.ReplaceLineEndings(lineEnd), (text, edit) => edit(text))).ToArbitrary();

    private static Gen<Func<string, string>> Edit() =>
        from at in Gen.Choose(0, 1_000_000)
        from length in Gen.Choose(0, 12)
        from piece in Gen.Elements(Pieces)
        from kind in Gen.Choose(0, 2)
        select new Func<string, string>(text =>
        {
            var start = text.Length == 0 ? 0 : at % text.Length;
            var count = Math.Min(length, text.Length - start);
            return kind switch
            {
                0 => text.Remove(start, count),
                1 => text.Insert(start, piece),
                _ => text.Insert(start, text.Substring(start, count)),
            };
        });
}
