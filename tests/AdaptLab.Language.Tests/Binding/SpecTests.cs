using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;

namespace AdaptLab.Language.Tests.Binding;

/// <summary>What a sound spec means.</summary>
public sealed class SpecTests
{
    [Fact]
    public void The_sample_means_what_it_says()
    {
        var spec = Compilation.Parse(Repository.Sample("contract-clauses.adapt")).Spec;
        Assert.Equal(("contract-clauses", TaskKind.Classify, "Name the kind of contract clause."), (spec.Task.Name, spec.Task.Kind, spec.Task.Instruction));
        Assert.Equal(["termination", "renewal", "indemnity"], spec.Task.Labels.Select(l => l.Name));
        Assert.Equal("How the term is extended", spec.Task.Labels[1].Description);
        Assert.Equal(("base", "embedded", "nano"), (spec.Models[0].Name, spec.Models[0].Provider, spec.Models[0].Reference));
        Assert.Equal(["expert", "contractors"], spec.Examples.Select(e => e.Name));
        Assert.Equal(["termination", "renewal", "renewal"], spec.Examples[0].Rows.Select(r => r.Answer));
        Assert.Equal("data/contractors.jsonl", spec.Examples[1].File!.Path);
        Assert.Equal("sentence", spec.Examples[1].File!.Columns["text"]);
        Assert.Equal("clause", spec.Examples[1].File!.Columns["label"]);
        Assert.False(spec.Examples[1].File!.SkipBadRows);
        Assert.Equal(("playbook/**/*.md", 120, 20), (spec.Documents[0].Pattern, spec.Documents[0].ChunkTokens, spec.Documents[0].OverlapTokens));
        Assert.Equal("data/heldout.jsonl", spec.Eval.File!.Path);
        Assert.Equal(["prompt", "rag", "lora", "lora wide rank 16", "lora wide rank 32", "head", "finetune", "scratch"], spec.Strategies.Select(s => s.Name));
        Assert.Equal(["expert", "contractors"], spec.Compare.Train.Select(s => string.Join(" + ", s)));
        Assert.Equal((3, "accuracy"), (spec.Compare.Seeds, spec.Compare.Metric));
        Assert.Equal(
            [("lora", "accuracy", ">=", 0.8, "lora.accuracy >= 80%"), ("best", "latency.p95", "<=", 50.0, "best.latency.p95 <= 50ms")],
            spec.Compare.Requirements.Select(r => (r.Strategy, r.Measure, r.Operator, r.Value, r.Text)));
    }

    [Fact]
    public void Defaults_fill_in_what_is_left_out()
    {
        var spec = Compilation.Parse("task t: classify\nexamples a { \"x\" => y }\nexamples b { \"x\" => z }\neval { folds: 5 }").Spec;
        Assert.Equal(("nano", "embedded"), (Assert.Single(spec.Models).Name, spec.Models[0].Provider));
        Assert.Equal(["prompt", "rag", "lora"], spec.Strategies.Select(s => s.Name));
        Assert.All(spec.Strategies, s => Assert.Equal("nano", s.Properties.Text("model")));
        Assert.Equal((8, "balanced"), (spec.Strategies[0].Properties.Integer("shots"), spec.Strategies[0].Properties.Text("select")));
        Assert.Equal(("hybrid", "embedded", "nano"), (spec.Strategies[1].Properties.Text("search"), spec.Strategies[1].Properties.Text("store"), spec.Strategies[1].Properties.Text("embedder")));
        Assert.Equal((8, 16.0, 7), (spec.Strategies[2].Properties.Integer("rank"), spec.Strategies[2].Properties.Number("alpha"), spec.Strategies[2].Properties.List("targets").Length));
        Assert.Equal(["a", "b"], spec.Compare.Train.Select(s => string.Join(" + ", s)));
        Assert.Equal((3, "accuracy", 5), (spec.Compare.Seeds, spec.Compare.Metric, spec.Eval.Folds));
        Assert.Empty(spec.Compare.Requirements);
    }

    [Fact]
    public void Strategies_that_need_weights_are_no_default_of_a_remote_model() =>
        Assert.Equal(["prompt", "rag"], Fragment.Compile("model a = ollama(\"m\")").Spec.Strategies.Select(s => s.Name));

    [Fact]
    public void Several_sweeps_multiply_in_the_order_of_the_text()
    {
        var strategies = Fragment.Compile("strategy lora { alpha: sweep(8, 16), rank: sweep(4, 8), epochs: 5 }").Spec.Strategies;
        Assert.Equal(["lora alpha 8 rank 4", "lora alpha 8 rank 8", "lora alpha 16 rank 4", "lora alpha 16 rank 8"], strategies.Select(s => s.Name));
        Assert.Equal([4, 8, 4, 8], strategies.Select(s => s.Properties.Integer("rank")));
        Assert.All(strategies, s => Assert.Equal(5, s.Properties.Integer("epochs")));
    }

    [Fact]
    public void Every_property_of_a_strategy_can_be_swept() =>
        Assert.All(StrategyKinds.All.SelectMany(kind => kind.Properties), property => Assert.True(property.Sweepable, property.Name));

    [Fact]
    public void Lists_texts_and_stores_are_swept_like_numbers()
    {
        var compilation = Fragment.Compile("""
            examples more { "It goes on." => renewal }
            documents book from "book/*.md"
            strategy lora { targets: sweep(q_proj, [q_proj, v_proj]) }
            strategy rag { from: sweep([more, book], book), template: sweep("{{$documents}}{{$examples}}{{$input}} =>", "{{$examples}}{{$documents}}{{$input}} =>") }
            strategy rag far { store: sweep(embedded, qdrant("http://host:6333")) }
            """);
        Assert.Empty(compilation.Diagnostics);
        var strategies = compilation.Spec.Strategies;
        Assert.Equal(
            [
                "lora targets q_proj", "lora targets q_proj+v_proj",
                "rag from more+book template 1", "rag from more+book template 2", "rag from book template 1", "rag from book template 2",
                "rag far store embedded", "rag far store http://host:6333",
            ],
            strategies.Select(s => s.Name));
        Assert.Equal(["q_proj", "v_proj"], strategies[1].Properties.List("targets").AsEnumerable());
        Assert.Equal(["book"], strategies[5].Properties.List("from").AsEnumerable());
        Assert.Equal("{{$examples}}{{$documents}}{{$input}} =>", strategies[5].Properties.TextOrNull("template"));
        Assert.Equal((null, "http://host:6333"), (strategies[6].Properties.TextOrNull("store.url"), strategies[7].Properties.TextOrNull("store.url")));
    }

    [Fact]
    public void Hybrids_are_swept_by_what_they_combine()
    {
        var compilation = Fragment.Compile("strategy lora { combine: sweep([], rag, [prompt few]) }\nstrategy prompt few { shots: 2 }\nstrategy cascade { steps: sweep([head, rag], [head, lora]) }");
        Assert.Equal(["ADAPT2209"], compilation.Diagnostics.Select(d => d.Code));
        Assert.Equal(["lora combine none", "lora combine rag", "lora combine prompt few"], compilation.Spec.Strategies.Take(3).Select(s => s.Name));
        Assert.Equal([[], ["rag"], ["prompt few"]], compilation.Spec.Strategies.Take(3).Select(s => s.Properties.List("combine").ToArray()));
    }

    [Fact]
    public void Sixty_four_candidates_are_not_too_many() =>
        Assert.Equal(64, Fragment.Compile("strategy lora { rank: sweep(1, 2, 3, 4, 5, 6, 7, 8), alpha: sweep(1, 2, 3, 4, 5, 6, 7, 8) }").Spec.Strategies.Length);

    [Fact]
    public void A_swept_candidate_can_be_required_and_combined_by_name()
    {
        var compilation = Fragment.Compile("strategy lora { rank: sweep(4, 8) }\nstrategy rag { combine: [\"lora rank 8\", head] }\ncompare { require: \"lora rank 4\".accuracy > 0.5 }");
        Assert.Empty(compilation.Diagnostics);
        Assert.Equal(["lora rank 8", "head"], compilation.Spec.Strategies[^1].Properties.List("combine").AsEnumerable());
        Assert.Equal(("lora rank 4", 0.5), (compilation.Spec.Compare.Requirements[0].Strategy, compilation.Spec.Compare.Requirements[0].Value));
    }

    [Fact]
    public void Sets_are_joined_with_plus()
    {
        var spec = Fragment.Compile("examples a from \"a.csv\"\nexamples b from \"b.csv\"\ncompare { train: [a, a + b] }").Spec;
        Assert.Equal(["a", "a + b"], spec.Compare.Train.Select(s => string.Join(" + ", s)));
    }

    [Fact]
    public void Secrets_stores_and_prices_are_kept_under_dotted_names()
    {
        var compilation = Compilation.Parse(Repository.Sample("answers.adapt"));
        var model = compilation.Spec.Models[0].Properties;
        Assert.Equal(("LLM_KEY", 0.15, 0.6), (model.Text("apiKey"), model.Number("price.input"), model.Number("price.output")));
        var store = compilation.Spec.Strategies[1].Properties;
        Assert.Equal(("qdrant", "http://localhost:6333", "QDRANT_KEY"), (store.Text("store"), store.Text("store.url"), store.Text("store.apiKey")));
    }

    [Fact]
    public void Fields_are_columns_of_their_own_name_unless_mapped()
    {
        var file = Compilation.Parse(Repository.Sample("parties.adapt")).Spec.Examples[0].File!;
        Assert.Equal(("body", "party", "seat", "letter"), (file.Columns["text"], file.Columns["party"], file.Columns["place of business"], file.Columns["group"]));
        Assert.True(file.SkipBadRows);
        Assert.False(file.Columns.ContainsKey("id"));
    }

    [Fact]
    public void Rows_of_an_extract_task_hold_the_fields_that_they_give()
    {
        var row = Compilation.Parse(Repository.Sample("parties.adapt")).Spec.Eval.Rows[1];
        Assert.Null(row.Answer);
        Assert.Equal(["party", "place of business"], row.Fields.Keys.Order());
        Assert.Equal("Köln", row.Fields["place of business"]);
    }

    [Fact]
    public void The_folder_of_a_checkpoint_is_a_path_and_a_name_on_the_hub_is_not()
    {
        Assert.Empty(Fragment.Compile("model a = huggingface(\"org/name\") { revision: \"v1\" }").Diagnostics);
        Assert.Empty(Fragment.Compile("model a = huggingface(\"../models/small\")", "specs").Diagnostics);
    }

    [Fact]
    public void Names_lead_from_their_uses_to_their_declaration()
    {
        const string Text = "task t: classify { labels: [a, b] }\nmodel m = embedded(\"nano\")\nexamples s { \"x\" => a }\ndocuments d from \"d.md\"\n"
            + "eval { \"y\" => a }\nstrategy rag deep { from: [s, d], model: m }\ncompare { train: s, require: rag deep.accuracy >= 1% }";
        var symbols = Compilation.Parse(Text).Symbols;
        Assert.Equal(
            [SymbolKind.Task, SymbolKind.Label, SymbolKind.Label, SymbolKind.Model, SymbolKind.Examples, SymbolKind.Documents, SymbolKind.Strategy],
            symbols.Symbols.Select(s => s.Kind));
        Assert.Equal(["a", "a"], symbols.ReferencesTo(symbols.Symbols[1]).Select(Shown));
        Assert.Equal(["m"], symbols.ReferencesTo(symbols.Symbols[3]).Select(Shown));
        Assert.Equal(["s", "s"], symbols.ReferencesTo(symbols.Symbols[4]).Select(Shown).Order());
        Assert.Equal(["rag deep"], symbols.ReferencesTo(symbols.Symbols[6]).Select(Shown));
        Assert.Equal("rag deep", symbols.At(Text.IndexOf("rag deep.accuracy", StringComparison.Ordinal) + 5)!.Name);

        string Shown(TextSpan span) => Text.Substring(span.Start, span.Length);
    }

    [Fact]
    public void Declarations_may_stand_in_any_order()
    {
        var lines = "compare { train: [a], require: lora.accuracy >= 1% }\nstrategy lora { model: m }\neval { \"y\" => p }\nexamples a { \"x\" => p }\nmodel m = embedded(\"nano\")\ntask t: classify { labels: [p, q] }".Split('\n');
        Assert.Empty(Compilation.Parse(string.Join('\n', lines)).Diagnostics);
        Assert.Empty(Compilation.Parse(string.Join('\n', lines.Reverse())).Diagnostics);
    }

    [Fact]
    public void A_sweep_over_models_makes_a_candidate_of_each_which_embeds_for_itself()
    {
        var compilation = Fragment.Compile("""
            model base = embedded("nano")
            model ours = huggingface("./ours")
            model encoder = onnx("./encoder")
            strategy rag { model: sweep(base, ours) }
            strategy rag encoded { model: ours, embedder: sweep(base, encoder) }
            """);
        Assert.DoesNotContain(compilation.Diagnostics, diagnostic => diagnostic.IsError);
        Assert.Equal(
            [("rag model base", "base", "base"), ("rag model ours", "ours", "ours"), ("rag encoded embedder base", "ours", "base"), ("rag encoded embedder encoder", "ours", "encoder")],
            compilation.Spec.Strategies.Select(strategy => (strategy.Name, strategy.Properties.Text("model"), strategy.Properties.Text("embedder"))));
    }

    [Fact]
    public void Beside_an_encoder_alone_the_embedded_model_answers()
    {
        var spec = Fragment.Compile("model encoder = onnx(\"./encoder\")\nstrategy rag { embedder: encoder }").Spec;
        Assert.Equal(["encoder", "nano"], spec.Models.Select(model => model.Name));
        Assert.Equal(("nano", "encoder"), (Assert.Single(spec.Strategies).Properties.Text("model"), spec.Strategies[0].Properties.Text("embedder")));
    }

    [Fact]
    public void An_encoder_among_the_models_of_a_sweep_is_refused()
    {
        var compilation = Fragment.Compile("model base = embedded(\"nano\")\nmodel encoder = onnx(\"./encoder\")\nstrategy prompt { model: sweep(base, encoder) }");
        Assert.Equal("ADAPT2216", Assert.Single(compilation.Diagnostics, diagnostic => diagnostic.IsError).Code);
    }
}
