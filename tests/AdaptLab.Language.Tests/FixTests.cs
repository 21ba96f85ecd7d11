using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Tests.Documentation;

namespace AdaptLab.Language.Tests;

/// <summary>A fix mends: what it was offered for is gone, and nothing else is wrong.</summary>
public sealed class FixTests
{
    /// <summary>Codes of the text whose page shows no fix, and why there is none.</summary>
    private static readonly Dictionary<string, string> WithoutFix = new(StringComparer.Ordinal)
    {
        ["ADAPT1002"] = "the file is in another encoding",
        ["ADAPT1012"] = "which value is the author's choice",
        ["ADAPT1015"] = "which name is the author's choice",
        ["ADAPT1018"] = "what so deep a nesting was to mean cannot be told",
        ["ADAPT1019"] = "the errors before it have their own",
        ["ADAPT2003"] = "which of the two is meant cannot be told",
        ["ADAPT2005"] = "which name is the author's choice",
        ["ADAPT2010"] = "which files is the author's choice",
        ["ADAPT2015"] = "which fields is the author's choice",
        ["ADAPT2016"] = "a new name is the author's choice, and rows and columns may have the old one",
        ["ADAPT2110"] = "the file has to be written in another format",
        ["ADAPT2113"] = "which of the two lengths is wrong cannot be told",
        ["ADAPT2218"] = "where in the template is the author's choice",
        ["ADAPT2219"] = "what the adapter was trained on cannot be told",
        ["ADAPT2216"] = "another model: the author's choice",
        ["ADAPT2206"] = "another model or another strategy: the author's choice",
        ["ADAPT2207"] = "another strategy is the author's choice",
        ["ADAPT2209"] = "which candidate is the author's choice",
        ["ADAPT2214"] = "which strategy is to be asked next is the author's choice",
        ["ADAPT2210"] = "what is to be measured is the author's choice",
    };

    public static TheoryData<string> Documents { get; } =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(Repository.Root, p).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_fix_of_a_documents_examples_mends(string document)
    {
        foreach (var block in AdaptBlock.Of(document))
            MendsAll(block.Compile());
    }

    [Fact]
    public void Every_code_of_the_text_has_a_fix_or_a_reason_why_not()
    {
        var fixes = DiagnosticRules.All.Select(r => r.Rule.Code).Distinct()
            .Where(code => !DiagnosticRules.NeedsMoreThanText(code))
            .ToLookup(code => AdaptBlock.Of($"docs/diagnostics/{code}.md").Select(b => b.Compile())
                .Concat(Mends.Select(row => Fragment.Compile((string)row[0])))
                .Any(c => c.Diagnostics.Any(d => d.Code == code && d.Fix is not null)));
        Assert.Equal(WithoutFix.Keys.Order(StringComparer.Ordinal), fixes[false].Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string> Mends { get; } = new()
    {
        { "strategy lora { rank: 8 }}\n", "strategy lora { rank: 8 }\n" },
        { "strategy lora { rank: 8 } # note\n", "strategy lora { rank: 8 } // note\n" },
        { "strategy lora { rank: 8; }\n", "strategy lora { rank: 8 }\n" },
        { "task t: classify {\n  instruction: \"Name it.  \n}\n", "task t: classify {\n  instruction: \"Name it.\"  \n}\n" },
        { "examples e {\n  \"It ends. => end\n  \"It goes on.\" => on\n}\n", "examples e {\n  \"It ends.\" => end\n  \"It goes on.\" => on\n}\n" },
        { "strategy lora /* why\n", "strategy lora /* why */\n" },
        { "compare { require: best.latency.p95 <= 1.5sec }\n", "compare { require: best.latency.p95 <= 1.5s }\n" },
        { "task t: classify { instruction: \"\"\"\n  a\n    b\"\"\" }\n", "task t: classify { instruction: \"\"\"\n  a\n    b\n  \"\"\" }\n" },
        { "task t: classify { instruction: \"\"\"\n  a\n    \"\"\" }\n", "task t: classify { instruction: \"\"\"\n  a\n  \"\"\" }\n" },
        { "task t { labels: [a, b] }\n", "task t: classify { labels: [a, b] }\n" },
        { "model m\n", "model m = embedded(\"nano\")\n" },
        { "model m = \"org/name\"\n", "model m = huggingface(\"org/name\")\n" },
        { "model m = \"nano\"\n", "model m = embedded(\"nano\")\n" },
        { "model m = embedded(nano)\n", "model m = embedded(\"nano\")\n" },
        { "model m = embedded()\n", "model m = embedded(\"nano\")\n" },
        { "eval\n", "eval { folds: 5 }\n" },
        { "eval {\n  // none yet\n}\n", "eval {\n  // none yet\n  folds: 5\n}\n" },
        { "eval {\n  folds: 5\n  \"x\" => a\n}\n", "eval {\n  \"x\" => a\n}\n" },
        { "task t: classify { labels: [], instruction: \"x\" }\n", "task t: classify { instruction: \"x\" }\n" },
        { "task t: classify { labels: [a, b, a] }\n", "task t: classify { labels: [a, b] }\n" },
        { "task t: classify {\n  labels: {\n    a: \"x\"\n    b: \"y\"\n    a: \"z\"   // again\n  }\n}\n", "task t: classify {\n  labels: {\n    a: \"x\"\n    b: \"y\"\n  }\n}\n" },
        { "examples e { \"x\" => a, \"y\" => b }\nexamples e { \"z\" => a }\n", "examples e { \"x\" => a, \"y\" => b }\nexamples e-2 { \"z\" => a }\n" },
        { "strategy prompt { select: nerest }\n", "strategy prompt { select: nearest }\n" },
        { "examples e from \"data\\\\x.jsonl\"\n", "examples e from \"data/x.jsonl\"\n" },
        { "strategy lora { rank: 8, rank: 9 }\n", "strategy lora { rank: 8 }\n" },
        { "strategy lora { rank: \"8\" }\n", "strategy lora { rank: 8 }\n" },
        { "strategy lora { rank: 0 }\n", "strategy lora { rank: 1 }\n" },
        { "strategy scratch { learningRate: 0 }\n", "strategy scratch { learningRate: 0.001 }\n" },
        { "strategy lora { rank: sweep() }\n", "strategy lora { rank: 8 }\n" },
        { "strategy lora { rank: sweep(4, 8, 4) }\n", "strategy lora { rank: sweep(4, 8) }\n" },
        { "compare { seeds: sweep(1, 2) }\n", "compare { seeds: 1 }\n" },
        { "model m = openai(\"x\") { apiKey: env(KEY) }\n", "model m = openai(\"x\") { apiKey: env(\"KEY\") }\n" },
        { "model m = openai(\"x\") { endpoint: \"localhost:8000/v1\" }\n", "model m = openai(\"x\") { endpoint: \"http://localhost:8000/v1\" }\n" },
        { "examples e {\n  badRows: skip\n  \"x\" => a\n  \"y\" => b\n}\n", "examples e {\n  \"x\" => a\n  \"y\" => b\n}\n" },
        { "task t: classify { labels: [a, b] }\nexamples e { \"x\" => other }\n", "task t: classify { labels: [a, b, other] }\nexamples e { \"x\" => other }\n" },
        { "task t: classify {\n  labels: {\n    a: \"x\"\n    b: \"y\" // why\n  }\n}\nexamples e { \"x\" => \"an other\" }\n", "task t: classify {\n  labels: {\n    a: \"x\"\n    b: \"y\" // why\n    \"an other\": \"\"\n  }\n}\nexamples e { \"x\" => \"an other\" }\n" },
        { "examples e {\n  \"\" => a\n  \"x\" => a\n  \"y\" => b\n}\n", "examples e {\n  \"x\" => a\n  \"y\" => b\n}\n" },
        { "strategy lora { rank: sweep(4, 8) }\ncompare { require: \"lora rnk 4\".accuracy >= 80% }\n", "strategy lora { rank: sweep(4, 8) }\ncompare { require: \"lora rank 4\".accuracy >= 80% }\n" },
        { "strategy rag { combine: [lora, rag] }\n", "strategy rag { combine: [lora] }\n" },
        { "strategy rag { retrieve: 4, combine: [rag] }\n", "strategy rag { retrieve: 4 }\n" },
        { "examples e { \"x\" => a, \"y\" => b }\ncompare { train: [e, e] }\n", "examples e { \"x\" => a, \"y\" => b }\ncompare { train: [e] }\n" },
        { "examples e { \"x\" => a, \"y\" => b }\ncompare { train: [e + e] }\n", "examples e { \"x\" => a, \"y\" => b }\ncompare { train: [e] }\n" },
        { "examples e { \"x\" => a, \"y\" => b }\nexamples f { \"z\" => a }\ncompare { train: e }\n", "examples e { \"x\" => a, \"y\" => b }\nexamples f { \"z\" => a }\ncompare { train: [e, f] }\n" },
        { "model m = embedded(\"nano\")\n\nmodel n = ollama(\"x\")\n\nstrategy lora\n", "model m = embedded(\"nano\")\n\nstrategy lora\n" },
    };

    [Theory]
    [MemberData(nameof(Mends))]
    public void The_first_fix_leads_to_a_sound_spec(string text, string mended)
    {
        var missing = Fragment.Missing(text);
        var compilation = Compilation.Parse(missing + text);
        var fix = compilation.Diagnostics.Select(d => d.Fix).OfType<Fix>().First();
        Assert.Equal(mended, Apply(compilation.Text, fix)[missing.Length..]);
        Assert.Empty(Compilation.Parse(missing + mended).Diagnostics);
        MendsAll(compilation);
    }

    [Theory]
    [InlineData("task t: classify\nexamples e { \"x\" => a, \"y\" => b }", "\n\neval { folds: 5 }\n")]
    [InlineData("task t: classify\r\nexamples e { \"x\" => a, \"y\" => b }\r\n", "\r\neval { folds: 5 }\r\n")]
    public void An_eval_that_is_missing_is_taken_from_the_examples(string text, string added)
    {
        var fix = Assert.Single(Compilation.Parse(text).Diagnostics).Fix!;
        Assert.Equal(text + added, Apply(text, fix));
        Assert.Empty(Compilation.Parse(text + added).Diagnostics);
    }

    private static void MendsAll(Compilation compilation)
    {
        var before = compilation.Diagnostics;
        foreach (var diagnostic in before.Where(d => d.Fix is not null))
        {
            var after = compilation.WithText(Apply(compilation.Text, diagnostic.Fix!)).Diagnostics;
            Assert.True(
                after.Count(d => d.Code == diagnostic.Code) < before.Count(d => d.Code == diagnostic.Code)
                    && (after.Count(d => d.IsError) < before.Count(d => d.IsError) || (!diagnostic.IsError && !after.Any(d => d.IsError))),
                $"'{diagnostic.Fix!.Title}' for {diagnostic.Code} does not mend:\n{Apply(compilation.Text, diagnostic.Fix!)}\n{string.Join('\n', after.Select(d => $"{d.Code} {d.Message}"))}");
        }
    }

    private static string Apply(string text, Fix fix) =>
        fix.Edits.OrderByDescending(e => e.Span.Start).Aggregate(text, (t, e) => t.Remove(e.Span.Start, e.Span.Length).Insert(e.Span.Start, e.NewText));
}
