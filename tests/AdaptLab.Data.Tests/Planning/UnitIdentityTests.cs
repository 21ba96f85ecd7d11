using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Language;
using AdaptLab.Results;

namespace AdaptLab.Data.Tests.Planning;

/// <summary>What makes another result, and what does not.</summary>
public sealed class UnitIdentityTests : IDisposable
{
    private const string Spec = """
        task clauses: classify { instruction: "Name it.", labels: [termination, renewal] }
        model base = embedded("nano")
        examples expert {
          "Either party may end this lease." => termination
          "The term runs on for a year." => renewal
        }
        documents playbook from "*.md"
        eval {
          "The tenant may leave." => termination
          "Another year is added." => renewal
        }
        strategy lora { rank: 4 }
        strategy rag
        compare { seeds: 1 }

        """;

    private readonly SpecFolder _folder = new SpecFolder().With("playbook.md", "How terms are extended.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_is_the_same_on_every_machine()
    {
        // Pinned: other keys would throw away what everybody has stored. Raise a version instead.
        Assert.Equal("ed100b7c8bd6547b 00cd8c958e471326", string.Join(' ', (await KeysAsync(Spec)).Select(key => key[..16])));
    }

    [Theory]
    [InlineData("task clauses", "// A comment.\n\ntask clauses")]
    [InlineData("task clauses", "task other")]
    [InlineData("strategy lora {", "strategy lora narrow {")]
    [InlineData("rank: 4", "rank: 4, alpha: 16")]
    [InlineData("examples expert", "examples lawyers")]
    [InlineData("model base", "model small")]
    [InlineData("leave.\" => termination", "leave.\" => renewal")]
    [InlineData("The tenant may leave.", "The tenant may go.")]
    [InlineData("seeds: 1", "seeds: 1, metric: macro-f1, require: best.accuracy >= 10%")]
    public async Task Names_comments_and_the_eval_rows_change_no_key(string old, string @new) =>
        Assert.Equal(await KeysAsync(Spec), await KeysAsync(Spec.Replace(old, @new, StringComparison.Ordinal)));

    [Fact]
    public async Task What_a_strategy_is_made_of_is_in_its_key_by_what_it_does_and_not_by_its_name()
    {
        async Task<string> HybridAsync(string old = "", string @new = "x") =>
            (await KeysAsync(Spec.Replace("strategy rag", "strategy rag { combine: [lora] }", StringComparison.Ordinal).Replace(old.Length == 0 ? "\0" : old, @new, StringComparison.Ordinal)))[1];
        var plain = (await KeysAsync(Spec))[1];
        Assert.NotEqual(plain, await HybridAsync());
        Assert.NotEqual(await HybridAsync(), await HybridAsync("rank: 4", "rank: 5"));
        Assert.Equal(await HybridAsync(), await HybridAsync("lora", "lora narrow"));
    }

    [Fact]
    public async Task Nor_does_the_order_of_declarations()
    {
        var split = Spec.IndexOf("examples", StringComparison.Ordinal);
        Assert.Equal(await KeysAsync(Spec), await KeysAsync(Spec[split..] + Spec[..split]));
    }

    [Theory]
    [InlineData("Name it.", "Say it.", "instruction changed", true, true)]
    [InlineData("[termination, renewal]", "{ termination: \"Ends\", renewal: \"Goes on\" }", "labels changed", true, true)]
    [InlineData("Either party may end this lease.", "Either party may end it.", "examples changed", true, true)]
    [InlineData("rank: 4", "rank: 8", "rank changed", true, false)]
    [InlineData("strategy rag", "strategy rag { retrieve: 2, search: vector }", "retrieve and search changed", false, true)]
    [InlineData("\"*.md\"", "\"*.md\" { chunk: 60 }", "documents changed", false, true)]
    public async Task Whatever_shapes_an_answer_changes_the_key_and_is_named(string old, string @new, string difference, bool lora, bool rag)
    {
        var (before, after) = (await IdentitiesAsync(Spec), await IdentitiesAsync(Spec.Replace(old, @new, StringComparison.Ordinal)));
        Assert.Equal((lora, rag), (before[0].Key != after[0].Key, before[1].Key != after[1].Key));
        Assert.All(before.Zip(after).Where(pair => pair.First.Key != pair.Second.Key), pair => Assert.Equal(difference, UnitIdentity.Difference(pair.First.Parts, pair.Second.Parts)));
    }

    [Fact]
    public async Task The_order_of_examples_and_a_row_moved_from_one_text_to_the_next_are_told_apart()
    {
        const string First = "  \"Either party may end this lease.\" => termination\n", Second = "  \"The term runs on for a year.\" => renewal\n";
        Assert.NotEqual(await KeysAsync(Spec), await KeysAsync(Spec.Replace(First + Second, Second + First, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Other_weights_are_another_model_and_another_seed_another_training()
    {
        var before = await IdentitiesAsync(Spec);
        Assert.Equal("model changed", UnitIdentity.Difference(before[0].Parts, (await IdentitiesAsync(Spec, model: "22"))[0].Parts));
        var seeded = await IdentitiesAsync(Spec, seed: 2);
        Assert.Equal((true, false), (before[0].Key != seeded[0].Key, before[1].Key != seeded[1].Key));
    }

    [Fact]
    public async Task A_strategy_is_known_by_its_own_model_and_by_what_makes_its_vectors()
    {
        var before = await IdentitiesAsync(Spec);
        const string Models = "model base = embedded(\"nano\")\nmodel other = huggingface(\"./other\")";
        var two = Spec.Replace("model base = embedded(\"nano\")", Models, StringComparison.Ordinal);
        Assert.Equal(before.Select(identity => identity.Key), await KeysAsync(two));

        var embedded = await IdentitiesAsync(two.Replace("strategy rag", "strategy rag { embedder: other }", StringComparison.Ordinal));
        Assert.Equal(before[0].Key, embedded[0].Key);
        Assert.Equal("embedder changed", UnitIdentity.Difference(before[1].Parts, embedded[1].Parts));

        var adapted = await IdentitiesAsync(two.Replace("strategy rag", "strategy rag { model: other }", StringComparison.Ordinal));
        Assert.Equal(before[0].Key, adapted[0].Key);
        Assert.Equal("model changed", UnitIdentity.Difference(before[1].Parts, adapted[1].Parts));

        // By another name it is the same model, and no embedder of its own.
        var again = Spec.Replace("model base = embedded(\"nano\")", "model base = embedded(\"nano\")\nmodel twin = embedded(\"nano\")", StringComparison.Ordinal);
        Assert.Equal(before.Select(identity => identity.Key), await KeysAsync(again.Replace("strategy rag", "strategy rag { embedder: twin }", StringComparison.Ordinal)));
    }

    private async Task<string[]> KeysAsync(string spec) => [.. (await IdentitiesAsync(spec)).Select(identity => identity.Key)];

    private async Task<UnitIdentity[]> IdentitiesAsync(string spec, string model = "11", int seed = 1)
    {
        var reading = await _folder.ReadAsync(spec.ReplaceLineEndings("\n"));
        var plan = Planner.Create(Compilation.Parse(spec).Spec, reading.Data!, StrategyTraits.All, PlanOptions.Default with { FirstSeed = seed }).Plan!;
        var identities = new UnitIdentities(plan, plan.Models.ToImmutableDictionary(
            known => known.Name, known => new ModelInfo(known.Reference, known.Provider, 1, 512, known.Reference == "./other" ? "99" : model)));
        return [.. plan.Candidates.Select(candidate => identities.Of(candidate, 0, candidate.Seeds[0]))];
    }
}
