using System.Collections.Immutable;

namespace AdaptLab.Editing.Tests;

public sealed class CompletionTests
{
    private const string Spec = """
        task clauses: classify { labels: { termination: "How it ends", "late fee": "What it costs" } }
        model base = embedded("nano")
        model big = openai("gpt")
        examples expert { "It ends." => termination }
        examples more from "more.csv"
        documents playbook from "p/*.md"
        strategy prompt
        strategy lora wide { rank: sweep(4, 8) }

        """;

    private static readonly SpecFolder Folder = new(
        ["clauses.adapt", "more.csv", "data/heldout.jsonl", "notes.md", "p/a.md", "p/b.md"],
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("more.csv", ["sentence", "late \"fee\""]),
        ["HOME", "OPENAI_API_KEY"]);

    /// <summary>Labels in their order; and what the marked range would become with the first of them.</summary>
    private static string[] Check(string marked, string? inserted = null)
    {
        var fixture = Fixture.Of(marked);
        var items = Completions.At(fixture.Snapshot, fixture.Offset, Folder);
        Assert.All(items, item => Assert.True(item.Replace.Touches(fixture.Offset), item.Label));
        Assert.Equal(items.OrderBy(item => item.SortText, StringComparer.Ordinal), items);
        if (fixture.Spans is [var span])
            Assert.All(items, item => Assert.Equal(span, item.Replace));
        if (inserted is not null)
            Assert.Equal(inserted, items[0].InsertText);
        return [.. items.Select(item => item.Label)];
    }

    [Theory]
    [InlineData("$0", "task examples eval model documents strategy compare")]
    [InlineData("[|str$0|]", "task examples eval model documents strategy compare")]
    [InlineData(Spec + "$0", "eval model examples documents strategy compare")]
    [InlineData(Spec + "eval { folds: 5 } \n [|co$0|]", "model examples documents strategy compare")]
    [InlineData("strategy $0", "prompt rag lora head finetune scratch cascade")]
    [InlineData("strategy [|l$0|] { rank: 8 }", "prompt rag lora head finetune scratch cascade")]
    [InlineData(Spec + "strategy $0", "rag head finetune scratch cascade prompt lora")]
    [InlineData("task t: answer\nstrategy $0", "prompt rag lora finetune scratch")]
    [InlineData("strategy lora $0", "")]
    [InlineData("task t: $0", "classify answer extract")]
    [InlineData("task t: [|cl$0assify|] { }", "classify answer extract")]
    [InlineData("task $0", "")]
    [InlineData("model m = $0", "embedded huggingface onnx openai ollama")]
    [InlineData("model m = [|em$0|]", "embedded huggingface onnx openai ollama")]
    [InlineData("examples x $0", "from")]
    [InlineData("eval $0", "from { folds }")]
    public void Outside_of_braces_come_declarations_and_the_parts_of_their_headers(string marked, string labels) =>
        Assert.Equal(labels, string.Join(' ', Check(marked)));

    [Theory]
    [InlineData("strategy prompt { $0 }", "shots select template model combine")]
    [InlineData("strategy prompt { shots: 4, $0 }", "select template model combine")]
    [InlineData("strategy prompt {\n  shots: 4\n  [|se$0|]\n}", "select template model combine")]
    [InlineData("strategy prompt {\n  [|se$0|]", "shots select template model combine")]
    [InlineData("strategy prompt {\n  $0\n\nstrategy rag { retrieve: 4 }", "shots select template model combine")]
    [InlineData("strategy prompt { shots: 4 $0 }", "")]
    [InlineData("strategy nosuch { $0 }", "")]
    [InlineData("model m = openai(\"x\") { price: { $0 } }", "input output")]
    [InlineData("task t: extract { $0 }", "instruction fields")]
    [InlineData("documents d from \"p/*\" { chunk: 100, $0 }", "overlap")]
    [InlineData("compare {\n  require: best.accuracy >= 80%\n  $0\n}", "train seeds metric margin curve curveOf forgetting machineHour require")]
    [InlineData("task t: extract { fields: [party, date] }\nexamples e { \"x\" => { party: \"P\", $0 } }", "date")]
    [InlineData("task t: classify { labels: { a: \"A\", $0 } }\nexamples e { \"x\" => a, \"y\" => b }", "b")]
    public void In_braces_come_the_properties_that_are_not_there_yet(string marked, string labels) =>
        Assert.Equal(labels, string.Join(' ', Check(marked)));

    [Theory]
    [InlineData("strategy prompt { $0 }", "shots: ${1:8}")]
    [InlineData("strategy prompt { [|sh$0|]: 4 }", "shots")]
    [InlineData("strategy prompt { shots: 1, $0 }", "select: ${1|balanced,random,first,nearest,diverse|}")]
    [InlineData("strategy rag { retrieve: 1, $0 }", "from: [$1]")]
    [InlineData("model m = openai(\"x\") { endpoint: \"http://x\", $0 }", "apiKey: env(\"$1\")")]
    [InlineData("model m = openai(\"x\") { $0 }", "endpoint: \"${1:https://api.openai.com/v1}\"")]
    [InlineData("eval from \"e.csv\" { $0 }", "text: \"${1:text}\"")]
    [InlineData("eval { $0 }", "folds: $1")]
    [InlineData("compare { train: a, seeds: 1, metric: accuracy, margin: 3%, curve: true, curveOf: lora, forgetting: true, machineHour: 1, $0 }", "require: best.${1:accuracy} >= ${2:80%}")]
    [InlineData("model m = [|em$0|]", "embedded(\"${1:nano}\")")]
    [InlineData("[|ta$0|] t: classify { }", "task")]
    [InlineData("[|ta$0|]", "task ${1:name}: ${2|classify,answer,extract|} {\n  instruction: \"$3\"\n  $0\n}")]
    [InlineData("task t: classify { labels: [a, \"b}c\"] }\nexamples e { $0 }", "\"$1\" => ${2|a,\"b\\}c\"|}")]
    public void Snippets_hold_the_defaults(string marked, string inserted) => Check(marked, inserted);

    [Theory]
    [InlineData("strategy prompt { select: $0 }", "balanced random first nearest diverse sweep(…)")]
    [InlineData("strategy prompt { select: [|ran$0|] }", "balanced random first nearest diverse sweep(…)")]
    [InlineData("strategy prompt { select: $0", "balanced random first nearest diverse sweep(…)")]
    [InlineData("strategy prompt { select: sweep(first, $0) }", "balanced random nearest diverse")]
    [InlineData("strategy lora { targets: [q_proj, $0] }", "k_proj v_proj o_proj gate_proj up_proj down_proj")]
    [InlineData("strategy lora { rank: $0 }", "8 sweep(…)")]
    [InlineData(Spec + "strategy rag { model: $0 }", "base big sweep(…)")]
    [InlineData(Spec + "strategy rag { from: [expert, $0] }", "more playbook")]
    [InlineData(Spec + "strategy rag { from: [ex$0] }", "expert more playbook")]
    [InlineData(Spec + "strategy rag { store: $0 }", "embedded qdrant(…) sweep(…)")]
    [InlineData(Spec + "strategy rag { combine: [$0] }", "prompt|lora wide rank 4|lora wide rank 8|lora|head|finetune|scratch|cascade")]
    [InlineData(Spec + "compare { train: [$0] }", "expert more")]
    [InlineData(Spec + "compare { train: [expert + $0] }", "expert more")]
    [InlineData(Spec + "compare { metric: $0 }", "accuracy macro-f1")]
    [InlineData(Spec + "compare { require: $0 }", "best|prompt|lora wide rank 4|lora wide rank 8")]
    [InlineData(Spec + "compare { require: best.$0 }", "accuracy macro-f1 latency.p50 latency.p95 tokens preparation")]
    [InlineData(Spec + "compare { require: best.[|ac$0|] >= 80% }", "accuracy macro-f1 latency.p50 latency.p95 tokens preparation")]
    [InlineData(Spec + "compare { require: best.latency.$0 }", "p50 p95")]
    [InlineData(Spec + "compare { require: best.accuracy $0 }", ">= <= > <")]
    [InlineData(Spec + "compare { require: best.accuracy >= $0 }", "80% 90%")]
    [InlineData("eval from \"e.csv\" { badRows: $0 }", "error skip")]
    public void Values_come_from_the_schema_and_the_spec(string marked, string labels) =>
        Assert.Equal(labels, string.Join(labels.Contains('|', StringComparison.Ordinal) ? "|" : " ", Check(marked)));

    [Theory]
    [InlineData("eval { \"x\" => $0 }", "termination")]
    [InlineData("eval { \"x\" => [|te$0|] }", "termination")]
    [InlineData("eval { \"x\" => $0", "termination")]
    [InlineData("eval { \"x\" => \"[|la$0|]\" }", "termination")]
    [InlineData("eval { \"x\" => \"[|la$0|]", "termination")]
    public void Labels_come_after_the_arrow(string marked, string inserted) =>
        Assert.Equal(["termination", "late fee"], Check(Spec + marked, inserted));

    [Theory]
    [InlineData("rank", "sweep(${1:8}, $2)")]
    [InlineData("learningRate", "sweep($1, $2)")]
    public void A_sweep_begins_with_the_default_and_with_nothing_where_only_words_can_say_it(string property, string inserted)
    {
        var fixture = Fixture.Of($"strategy lora {{ {property}: $0 }}");
        Assert.Equal(inserted, Completions.At(fixture.Snapshot, fixture.Offset, null).Single(item => item.Label == "sweep(…)").InsertText);
    }

    [Fact]
    public void A_label_that_is_no_name_gets_its_quotes()
    {
        var fixture = Fixture.Of(Spec + "eval { \"x\" => $0 }");

        Assert.Equal("\"late fee\"", Completions.At(fixture.Snapshot, fixture.Offset, null)[1].InsertText);
    }

    [Fact]
    public void Without_declared_labels_those_of_the_examples_are_offered() =>
        Assert.Equal(["b", "a"], Check("task t: classify\nexamples e { \"x\" => b, \"y\" => a }\neval { \"z\" => $0 }"));

    [Theory]
    [InlineData("eval from \"[|$0|]\"", "data/heldout.jsonl more.csv", "data/heldout.jsonl")]
    [InlineData("eval from \"[|da$0|]", "data/heldout.jsonl more.csv", "data/heldout.jsonl")]
    [InlineData("eval from $0", "data/heldout.jsonl more.csv", "\"data/heldout.jsonl\"")]
    [InlineData("documents d from \"[|$0|]\"", "p/**/*.md notes.md p/a.md p/b.md", "p/**/*.md")]
    public void Paths_are_those_of_the_folder_the_unread_ones_first(string marked, string labels, string inserted) =>
        Assert.Equal(labels, string.Join(' ', Check(Spec + marked, inserted)));

    [Theory]
    [InlineData("examples x from \"more.csv\" { text: \"[|$0|]\" }", "sentence")]
    [InlineData("examples x from \"more.csv\" { text: $0 }", "\"sentence\"")]
    public void Columns_are_those_of_the_file(string marked, string inserted) => Assert.Equal(["sentence", "late \"fee\""], Check(marked, inserted));

    [Fact]
    public void A_quotation_mark_within_a_string_is_escaped()
    {
        var fixture = Fixture.Of("examples x from \"more.csv\" { text: \"$0\" }");

        Assert.Equal("late \\\"fee\\\"", Completions.At(fixture.Snapshot, fixture.Offset, Folder)[1].InsertText);
    }

    [Theory]
    [InlineData("model m = openai(\"x\") { apiKey: env(\"[|OP$0|]\") }", "HOME OPENAI_API_KEY", "HOME")]
    [InlineData("model m = openai(\"x\") { apiKey: env($0) }", "HOME OPENAI_API_KEY", "\"HOME\"")]
    [InlineData("model m = openai(\"x\") { apiKey: $0 }", "env(\"HOME\") env(\"OPENAI_API_KEY\") env(…)", "env(\"HOME\")")]
    [InlineData("model m = embedded(\"[|$0|]\")", "nano", "nano")]
    [InlineData("strategy prompt { template: \"Say [|{{$in$0|]\" }", "{{$instruction}} {{$labels}} {{$documents}} {{$examples}} {{$input}}", "{{$instruction}}")]
    [InlineData("strategy prompt { template: \"{{$labels}} $0\" }", "{{$instruction}} {{$labels}} {{$documents}} {{$examples}} {{$input}}", "{{$instruction}}")]
    public void Names_of_variables_and_models(string marked, string labels, string inserted) =>
        Assert.Equal(labels, string.Join(' ', Check(marked, inserted)));

    [Theory]
    [InlineData("// str$0")]
    [InlineData("strategy prompt { shots: 8 } // $0")]
    [InlineData("/* str$0 */")]
    [InlineData("task t: classify { instruction: \"Say$0\" }")]
    [InlineData("examples e { \"Some te$0xt\" => a }")]
    [InlineData("eval from \"e.csv\"$0")]
    public void Where_anything_may_stand_nothing_is_offered(string marked) => Assert.Empty(Check(marked));

    [Fact]
    public void A_row_is_found_by_a_word()
    {
        var fixture = Fixture.Of("examples e { ro$0 }");

        Assert.Equal("row", Assert.Single(Completions.At(fixture.Snapshot, fixture.Offset, null)).FilterText);
    }

    [Fact]
    public void Each_item_explains_itself()
    {
        var fixture = Fixture.Of("strategy $0");

        Assert.All(Completions.At(fixture.Snapshot, fixture.Offset, null), item => Assert.NotEmpty(item.Documentation));
    }
}
