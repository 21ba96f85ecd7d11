using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Tests.Binding;

/// <summary>Mistakes of meaning: what is reported, where, and that nothing else is.</summary>
public sealed class BinderTests
{
    private const string Labels = "task t: classify { labels: [renewal, termination, \"how to\"] }\n";
    private const string Fields = "task t: extract { fields: { party: \"Who signs\", date: \"When\" } }\n";
    private const string Sets = "examples expert from \"a.csv\"\nexamples hired from \"b.csv\"\n";

    [Theory]
    // Declarations
    [InlineData("[|strategi|] lora", "ADAPT2001", "Did you mean 'strategy'?")]
    [InlineData("[|dataset|] a from \"a.csv\"", "ADAPT2001", "A spec is made of task, model, examples, documents, eval, strategy and compare.")]
    [InlineData("task t: classify\n[|task u: answer|] {}", "ADAPT2003", "only one 'task'")]
    [InlineData("compare { seeds: 1 }\n[|compare|] { seeds: 2 }", "ADAPT2003", "only one 'compare'")]
    [InlineData("model a = embedded(\"nano\")\nmodel [|a|] = embedded(\"nano\")", "ADAPT2004", "'a' is already taken by another model")]
    [InlineData("examples a from \"a.csv\"\nexamples [|a|] from \"b.csv\"", "ADAPT2004", "examples or documents")]
    [InlineData("examples a from \"a.csv\"\ndocuments [|a|] from \"b.md\"", "ADAPT2004", "examples or documents")]
    [InlineData("strategy lora wide\nstrategy [|lora wide|] { rank: 16 }", "ADAPT2004", "another strategy")]
    [InlineData("strategy prompt { select: sweep(first, random) }\nstrategy [|prompt select first|]", "ADAPT2004", "'prompt select first'")]
    [InlineData("[|examples|] from \"a.csv\"", "ADAPT2005", "examples NAME [from \"PATH\"] [{ … }]")]
    [InlineData("[|strategy|] { rank: 8 }", "ADAPT2005", "the kind of strategy")]
    [InlineData("eval [|heldout|] from \"a.csv\"", "ADAPT2006", "'eval' takes no name")]
    [InlineData("examples [|by hand|] from \"a.csv\"", "ADAPT2006", "Join the words with '-'")]
    [InlineData("strategy lora [|from \"a.csv\"|]", "ADAPT2006", "'strategy' reads no file")]
    [InlineData("strategy lora [|: classify|]", "ADAPT2006", "'strategy' takes no kind")]
    [InlineData("strategy lora [|= embedded(\"nano\")|]", "ADAPT2006", "'strategy' takes no '='")]
    [InlineData("compare { [|\"text\" => x|] }", "ADAPT2006", "rows belong in 'examples' and 'eval'")]
    [InlineData("[|task t|] { instruction: \"Name it.\" }", "ADAPT2007", "classify, answer or extract")]
    [InlineData("task t: [|clasify|]", "ADAPT2008", "Did you mean 'classify'?")]
    [InlineData("strategy [|loar|]", "ADAPT2008", "Did you mean 'lora'?")]
    [InlineData("model a = [|openia|](\"small\")", "ADAPT2008", "Did you mean 'openai'?")]
    [InlineData("[|model a|]", "ADAPT2009", "embedded(\"nano\")")]
    [InlineData("model a = [|\"nano\"|]", "ADAPT2009", "embedded(\"nano\")")]
    [InlineData("[|documents a|] { chunk: 100 }", "ADAPT2010", "documents a from")]
    [InlineData("[|examples a|] {}", "ADAPT2011", "\"text\" => label")]
    [InlineData("[|eval|] {}", "ADAPT2011", "eval { folds: 5 }")]
    [InlineData("eval from \"a.csv\" { [|folds: 5|] }", "ADAPT2012", "Remove either")]
    [InlineData("task t: classify { [|labels|]: [one] }", "ADAPT2013", "one label")]
    [InlineData("task t: classify { [|labels|]: {} }", "ADAPT2013", "no label")]
    [InlineData("task t: classify { labels: [a, b, [|\"a\"|]] }", "ADAPT2014", "'a' is declared twice")]
    [InlineData("[|task t: extract|]", "ADAPT2015", "fields: {")]
    [InlineData("task t: extract { [|fields|]: {} }", "ADAPT2015", "fields: {")]
    [InlineData("task t: extract { fields: [a, [|text|]] }", "ADAPT2016", "cannot be called 'text'")]
    [InlineData("model a = embedded(\"nano\")\nmodel [|b|] = ollama(\"small\")", "ADAPT2017", "every strategy uses another model")]
    [InlineData("documents [|a|] from \"a.md\"\nstrategy lora", "ADAPT2017", "no rag strategy searches it")]
    [InlineData(Sets + "documents [|d|] from \"d.md\"\nstrategy rag { from: [expert] }", "ADAPT2017", "no rag strategy searches it")]
    [InlineData("examples a from \"a.csv\"\nexamples [|b|] from \"b.csv\"\ncompare { train: a }", "ADAPT2017", "neither 'train' nor a strategy names it")]
    // Properties
    [InlineData("strategy lora { [|rnak|]: 8 }", "ADAPT2101", "Did you mean 'rank'?")]
    [InlineData("strategy lora { [|shots|]: 8 }", "ADAPT2101", "It belongs to 'strategy prompt'.")]
    [InlineData("strategy head { [|colour|]: 8 }", "ADAPT2101", "It has features, regularization, model, combine.")]
    [InlineData("model a = embedded(\"nano\") { [|colour|]: 8 }", "ADAPT2101", "It takes no properties.")]
    [InlineData("model a = openai(\"m\") { price: { [|inptu|]: 1 } }", "ADAPT2101", "Did you mean 'input'?")]
    [InlineData("model a = openai(\"m\") { [|budget|]: 2 }", "ADAPT2115", "price: { input: 0.15, output: 0.60 }")]
    [InlineData("model a = openai(\"m\") { [|budget|]: 2, price: {} }", "ADAPT2115", "without prices")]
    [InlineData("model a = openai(\"m\") { endpoint: [|\"http://x.example/v1\"|], apiKey: env(\"K\") }", "ADAPT2116", "unencrypted to x.example")]
    [InlineData("strategy rag { store: qdrant([|\"http://x.example:6333\"|], env(\"K\")) }", "ADAPT2116", "unencrypted to x.example")]
    [InlineData("task t: answer { [|labels|]: [a, b] }", "ADAPT2101", "It belongs to 'task (classify)'.")]
    [InlineData("eval from \"a.csv\" { [|lable|]: clause }", "ADAPT2101", "Did you mean 'label'?")]
    [InlineData("examples a from \"a.csv\" { [|folds|]: 5 }", "ADAPT2101", "no property 'folds'")]
    [InlineData("strategy lora { rank: 8, [|rank|]: 16 }", "ADAPT2102", "'rank' is set twice")]
    [InlineData("strategy lora { rank: [|\"8\"|] }", "ADAPT2103", "an integer from 1 to 1024, not the string '8'")]
    [InlineData("strategy lora { rank: [|8.5|] }", "ADAPT2103", "not the number 8.5")]
    [InlineData("strategy lora { rank: [|50%|] }", "ADAPT2103", "not the percentage 50%")]
    [InlineData("strategy lora { alpha: [|2s|] }", "ADAPT2103", "not the duration 2s")]
    [InlineData("strategy lora { dropout: [|[1, 2]|] }", "ADAPT2103", "not a list")]
    [InlineData("strategy lora { targets: [|[]|] }", "ADAPT2103", "a list of q_proj")]
    [InlineData("strategy prompt { select: [|\"first\"|] }", "ADAPT2103", "one of balanced")]
    [InlineData("strategy prompt { template: [|short|] }", "ADAPT2103", "a string, not the name 'short'")]
    [InlineData("strategy rag { store: [|qdrant|] }", "ADAPT2103", "not the name 'qdrant'. A Qdrant server is named with its address, as qdrant(\"http://localhost:6333\").")]
    [InlineData("strategy rag { from: [[|\"a\"|]] }", "ADAPT2103", "a list of examples and documents")]
    [InlineData("compare { train: [|[]|] }", "ADAPT2103", "an empty list")]
    [InlineData("task t: classify { labels: [|\"a, b\"|] }", "ADAPT2103", "an object (name: description) or a list of names")]
    [InlineData("task t: classify { labels: { a: [|1|], b: \"two\" } }", "ADAPT2103", "'a' takes a string")]
    [InlineData("strategy lora { rank: [|0|] }", "ADAPT2104", "an integer from 1 to 1024")]
    [InlineData("strategy lora { rank: [|1025|] }", "ADAPT2104", "an integer from 1 to 1024")]
    [InlineData("strategy lora { alpha: [|0|] }", "ADAPT2104", "a number above 0")]
    [InlineData("strategy lora { learningRate: [|-0.1|] }", "ADAPT2104", "above 0 and at most 1")]
    [InlineData("strategy lora { dropout: [|5|] }", "ADAPT2104", "a share from 0% to 90%")]
    [InlineData("strategy head { regularization: [|-1|] }", "ADAPT2104", "above 0")]
    [InlineData("strategy lora { rank: sweep(8, [|0|]) }", "ADAPT2104", "0 is out of range")]
    [InlineData("eval { folds: [|1|] }", "ADAPT2104", "from 2 to 100")]
    [InlineData("compare { seeds: [|0|] }", "ADAPT2104", "from 1 to 100")]
    [InlineData("compare { margin: [|3|] }", "ADAPT2104", "a share above 0% and at most 50%")]
    [InlineData("compare { curve: [8, [|0|]] }", "ADAPT2104", "0 is out of range")]
    [InlineData("strategy lora\ncompare { curveOf: [[|head|]] }", "ADAPT2205", "There is no strategy 'head'")]
    [InlineData("compare { curve: [8, [|half|]] }", "ADAPT2103", "true, or a list of numbers of examples")]
    [InlineData("compare { curve: [|[]|] }", "ADAPT2103", "not a list")]
    [InlineData("compare { curve: [|8|] }", "ADAPT2103", "not the number 8")]
    [InlineData("strategy prompt { select: [|neerest|] }", "ADAPT2105", "Did you mean 'nearest'?")]
    [InlineData("strategy lora { targets: [q_proj, [|w_proj|]] }", "ADAPT2105", "'targets' cannot be 'w_proj'")]
    [InlineData("compare { metric: [|token-f1|] }", "ADAPT2105", "Choose accuracy or macro-f1.")]
    [InlineData("model a = openai(\"m\") { apiKey: [|\"abc\"|] }", "ADAPT2106", "env(\"API_KEY\")")]
    [InlineData("model a = openai(\"m\") { apiKey: [|abc|] }", "ADAPT2106", "env(\"API_KEY\")")]
    [InlineData("model a = openai(\"m\") { endpoint: [|\"http://me:secret@host/v1\"|] }", "ADAPT2106", "'endpoint' would be readable")]
    [InlineData("strategy rag { store: qdrant(\"http://host:6333\", [|\"abc\"|]) }", "ADAPT2106", "env(\"QDRANT_API_KEY\")")]
    [InlineData("strategy lora { rank: [|env(\"RANK\")|] }", "ADAPT2107", "Only secrets")]
    [InlineData("strategy lora { rank: [|sweeep(4, 8)|] }", "ADAPT2107", "Did you mean 'sweep'?")]
    [InlineData("compare { seeds: [|sweep(1, 3)|] }", "ADAPT2107", "cannot be swept")]
    [InlineData("model a = [|embedded()|]", "ADAPT2108", "embedded(\"nano\")")]
    [InlineData("model a = [|openai(small)|]", "ADAPT2108", "in quotes")]
    [InlineData("model a = openai(\"m\") { apiKey: [|env(\"9 lives\")|] }", "ADAPT2108", "the name of an environment variable")]
    [InlineData("strategy rag { store: [|qdrant()|] }", "ADAPT2108", "the server's address")]
    [InlineData("eval from [|\"\"|]", "ADAPT2109", "It is empty.")]
    [InlineData("eval from [|\"/data/a.csv\"|]", "ADAPT2109", "relative to the spec file")]
    [InlineData("eval from [|\"~/a.csv\"|]", "ADAPT2109", "relative to the spec file")]
    [InlineData("eval from [|\"C:/a.csv\"|]", "ADAPT2109", "relative to the spec file")]
    [InlineData("eval from [|\"data\\\\a.csv\"|]", "ADAPT2109", "Write '/' between folders")]
    [InlineData("eval from [|\"https://host/a.csv\"|]", "ADAPT2109", "It is an address")]
    [InlineData("eval from [|\"../a.csv\"|]", "ADAPT2109", "leads out of the workspace")]
    [InlineData("eval from [|\"data/../../a.csv\"|]", "ADAPT2109", "leads out of the workspace")]
    [InlineData("eval from [|\"data/*.csv\"|]", "ADAPT2109", "A pattern may stand in 'documents' only")]
    [InlineData("documents a from [|\"../a/*.md\"|]", "ADAPT2109", "leads out of the workspace")]
    [InlineData("model a = huggingface([|\"../../models/small\"|])", "ADAPT2109", "leads out of the workspace")]
    [InlineData("eval from [|\"a.xlsx\"|]", "ADAPT2110", ".csv")]
    [InlineData("model a = openai(\"m\") { endpoint: [|\"localhost:8000\"|] }", "ADAPT2111", "is no address")]
    [InlineData("strategy rag { store: qdrant([|\"host\"|]) }", "ADAPT2111", "is no address")]
    [InlineData("strategy lora { rank: [|sweep()|] }", "ADAPT2112", "sweep(8)")]
    [InlineData("strategy lora { learningRate: [|sweep()|] }", "ADAPT2112", "A sweep needs values: 'learningRate' takes a number above 0 and at most 1.")]
    [InlineData("strategy prompt { template: sweep(\"{{$examples}}{{$input}} =>\", [|\"{{$examples}}{{$input}} =>\\n\"|]) }", "ADAPT2217", "ends in white space")]
    [InlineData("strategy prompt { template: [|\"{{$input}} =>\"|] }", "ADAPT2218", "has no {{$examples}}, so that the model never reads the 8 examples")]
    [InlineData("documents d from \"*.md\"\nstrategy rag { template: [|\"{{$examples}}{{$input}} =>\"|] }", "ADAPT2218", "has no {{$documents}}")]
    [InlineData("strategy rag { template: [|\"{{$labels}}{{$input}} =>\"|] }", "ADAPT2218", "has no {{$examples}}")]
    [InlineData("strategy lora { adapter: [|\"./a\"|] }", "ADAPT2219", "with the input alone")]
    [InlineData("strategy lora { rank: sweep(8, 16, [|8|]) }", "ADAPT2112", "in this sweep already")]
    [InlineData("strategy lora { targets: sweep([q_proj, v_proj], [|[q_proj, v_proj]|]) }", "ADAPT2112", "in this sweep already")]
    [InlineData("strategy lora { rank: sweep(8, [|sweep(16)|]) }", "ADAPT2112", "cannot stand in a sweep")]
    [InlineData("strategy lora { rank: sweep(1, 2, 3, 4, 5, 6, 7, 8, 9), alpha: [|sweep(1, 2, 3, 4, 5, 6, 7, 8)|] }", "ADAPT2112", "more than 64")]
    [InlineData("documents a from \"a.md\" { chunk: 50, overlap: [|50|] }", "ADAPT2113", "must be less than the chunk of 50")]
    [InlineData("documents a from \"a.md\" { chunk: [|10|] }", "ADAPT2113", "An overlap of 20 tokens")]
    [InlineData("examples a {\n  [|id|]: number\n  \"text\" => x\n}", "ADAPT2114", "'examples a' reads no file")]
    // Names, rows and what fits with what
    [InlineData(Labels + "eval { \"text\" => [|renewla|] }", "ADAPT2201", "Did you mean 'renewal'?")]
    [InlineData(Labels + "eval { \"text\" => [|payment|] }", "ADAPT2201", "Labels are renewal, termination, how to.")]
    [InlineData(Labels + "eval { \"text\" => [|how to|] }", "ADAPT2202", "written as a string")]
    [InlineData("eval { \"text\" => [|30|] }", "ADAPT2202", "written as a string")]
    [InlineData("eval { \"text\" => [|\"\"|] }", "ADAPT2202", "cannot be empty")]
    [InlineData("eval { \"text\" => [|{ a: \"b\" }|] }", "ADAPT2202", "is a label, not an object")]
    [InlineData("task t: answer\neval { \"question\" => [|yes|] }", "ADAPT2202", "is a string, not the name 'yes'")]
    [InlineData(Fields + "eval { \"text\" => [|\"Acme\"|] }", "ADAPT2202", "{ party: \"…\", date: \"…\" }")]
    [InlineData(Fields + "eval { \"text\" => { date: [|1|] } }", "ADAPT2202", "a string, not the number 1")]
    [InlineData(Fields + "eval { \"text\" => { [|parti|]: \"Acme\" } }", "ADAPT2203", "Did you mean 'party'?")]
    [InlineData(Fields + "eval { \"text\" => { date: \"1 May\", [|date|]: \"2 May\" } }", "ADAPT2102", "'date' is set twice")]
    [InlineData("eval { [|\" \"|] => x }", "ADAPT2204", "This row has no text")]
    [InlineData("strategy lora { model: [|big|] }", "ADAPT2205", "There is no model 'big'")]
    [InlineData("model a = embedded([|\"naon\"|])", "ADAPT2205", "Did you mean 'nano'?")]
    [InlineData(Sets + "strategy rag { from: [[|exprt|]] }", "ADAPT2205", "Did you mean 'expert'?")]
    [InlineData(Sets + "compare { train: [expert, [|hird|]] }", "ADAPT2205", "Did you mean 'hired'?")]
    [InlineData("strategy rag { combine: [[|lroa|]] }", "ADAPT2205", "Did you mean 'lora'?")]
    [InlineData("compare { require: [|bset|].accuracy >= 80% }", "ADAPT2205", "Did you mean 'best'?")]
    [InlineData("strategy prompt\ncompare { require: [|lora|].accuracy >= 80% }", "ADAPT2205", "There is no strategy 'lora'")]
    [InlineData("model a = ollama(\"m\")\nstrategy [|lora|]", "ADAPT2206", "What works there: prompt, rag or cascade.")]
    [InlineData("model a = ollama(\"m\")\nstrategy rag { combine: [[|lora|]] }", "ADAPT2206", "'a' runs behind ollama")]
    [InlineData("task t: answer\nstrategy [|head|]", "ADAPT2207", "prompt, rag, lora, finetune or scratch")]
    [InlineData("strategy rag { combine: [[|rag|]] }", "ADAPT2208", "combined with itself")]
    [InlineData("strategy lora { rank: sweep(4, 8) }\ncompare { require: [|lora|].accuracy >= 80% }", "ADAPT2209", "\"lora rank 4\" or \"lora rank 8\"")]
    [InlineData("compare { require: [|accuracy >= 80%|] }", "ADAPT2210", "best.accuracy >= 80%")]
    [InlineData("compare { require: [|best.accuracy|] }", "ADAPT2210", "best.accuracy >= 80%")]
    [InlineData("compare { require: best.[|acuracy|] >= 80% }", "ADAPT2211", "Did you mean 'accuracy'?")]
    [InlineData("compare { require: best.[|latency|] < 50ms }", "ADAPT2211", "latency.p50, latency.p95")]
    [InlineData("task t: answer\ncompare { require: best.[|accuracy|] >= 80% }", "ADAPT2211", "token-f1, exact-match")]
    [InlineData("compare { require: best.accuracy >= [|80|] }", "ADAPT2212", "a percentage from 0% to 100%")]
    [InlineData("compare { require: best.accuracy >= [|150%|] }", "ADAPT2212", "a percentage from 0% to 100%")]
    [InlineData("compare { require: best.latency.p95 <= [|50|] }", "ADAPT2212", "a duration")]
    [InlineData("compare { require: best.tokens <= [|50ms|] }", "ADAPT2212", "a number of tokens")]
    [InlineData("compare { require: best.tokens <= [|many|] }", "ADAPT2212", "not with the name 'many'")]
    [InlineData(Sets + "compare { train: [expert + hired, [|hired + expert|]] }", "ADAPT2213", "in 'train' already")]
    [InlineData("examples a from \"a.csv\"\ncompare { train: [a + [|a|]] }", "ADAPT2213", "joined with itself")]
    public void A_mistake_is_reported_once_where_it_stands(string marked, string code, string message)
    {
        var expected = Marked.Parse(marked);
        var shift = Fragment.Missing(expected.Text).Length;
        var diagnostic = Assert.Single(Fragment.Compile(expected.Text).Diagnostics);
        Assert.Equal((code, Shown(expected, expected.Spans[0])), (diagnostic.Code, Shown(expected, new TextSpan(diagnostic.Span.Start - shift, diagnostic.Span.Length))));
        Assert.Equal(expected.Spans[0].Start, diagnostic.Span.Start - shift);
        Assert.Contains(message, diagnostic.Message);
    }

    [Theory]
    [InlineData("strategi lora", "strategy lora")]
    [InlineData("eval heldout from \"a.csv\"", "eval  from \"a.csv\"")]
    [InlineData("examples by hand from \"a.csv\"", "examples by-hand from \"a.csv\"")]
    [InlineData("strategy lora { rnak: 8 }", "strategy lora { rank: 8 }")]
    [InlineData("strategy prompt { select: \"first\" }", "strategy prompt { select: first }")]
    [InlineData("strategy prompt { shots: 0, template: short }", "strategy prompt { shots: 0, template: \"short\" }")]
    [InlineData("strategy prompt { select: neerest }", "strategy prompt { select: nearest }")]
    [InlineData("strategy lora { dropout: 5 }", "strategy lora { dropout: 5% }")]
    [InlineData("model a = openai(\"m\") { apiKey: \"abc\" }", "model a = openai(\"m\") { apiKey: env(\"API_KEY\") }")]
    [InlineData("model a = embedded(\"naon\")", "model a = embedded(\"nano\")")]
    [InlineData("strategy lora { rank: sweeep(4, 8) }", "strategy lora { rank: sweep(4, 8) }")]
    [InlineData("eval from \"data\\\\a.csv\"", "eval from \"data/a.csv\"")]
    [InlineData(Labels + "eval { \"text\" => hwo-to }", Labels + "eval { \"text\" => \"how to\" }")]
    [InlineData(Labels + "eval { \"text\" => how to }", Labels + "eval { \"text\" => \"how to\" }")]
    [InlineData("eval { \"text\" => 30 }", "eval { \"text\" => \"30\" }")]
    [InlineData(Fields + "eval { \"text\" => { parti: \"Acme\" } }", Fields + "eval { \"text\" => { party: \"Acme\" } }")]
    [InlineData("compare { require: best.acuracy >= 80% }", "compare { require: best.accuracy >= 80% }")]
    [InlineData("compare { require: best.accuracy >= 80 }", "compare { require: best.accuracy >= 80% }")]
    [InlineData("compare { require: best.latency.p95 <= 50 }", "compare { require: best.latency.p95 <= 50ms }")]
    public void The_fix_mends_the_mistake(string broken, string mended)
    {
        var shift = Fragment.Missing(broken).Length;
        var fix = Assert.Single(Fragment.Compile(broken).Diagnostics).Fix;
        var edit = Assert.Single(fix!.Edits);
        var text = broken.Remove(edit.Span.Start - shift, edit.Span.Length).Insert(edit.Span.Start - shift, edit.NewText);
        Assert.Equal(mended, text);
        Assert.Empty(Fragment.Compile(text).Diagnostics);
    }

    [Fact]
    public void What_a_spec_must_have_is_asked_for()
    {
        var diagnostics = Compilation.Parse("").Diagnostics;
        Assert.Equal(["ADAPT2002", "ADAPT2002", "ADAPT2002"], diagnostics.Select(d => d.Code));
        Assert.Equal(["'task'", "'eval'", "'examples'"], diagnostics.Select(d => d.Message.Split(' ')[4].TrimEnd('.')));
    }

    [Fact]
    public void What_was_meant_by_a_misspelt_keyword_is_not_asked_for_again() =>
        Assert.Equal("ADAPT2001", Assert.Single(Compilation.Parse("task t: classify\nexamples a from \"a.csv\"\nevall from \"b.csv\"").Diagnostics).Code);

    [Fact]
    public void A_model_that_cannot_be_read_is_not_replaced_by_the_next()
    {
        var compilation = Fragment.Compile("model base = embeded(\"nano\")\nmodel cloud = ollama(\"m\")\nstrategy lora\nstrategy prompt { model: cloud }");
        Assert.Equal("ADAPT2008", Assert.Single(compilation.Diagnostics).Code);
    }

    [Fact]
    public void Strategies_combined_in_a_circle_are_all_reported()
    {
        var diagnostics = Fragment.Compile("strategy rag { combine: [lora] }\nstrategy lora { combine: [rag] }\nstrategy prompt { combine: [rag] }").Diagnostics;
        Assert.Equal(["ADAPT2208", "ADAPT2208"], diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void Second_declarations_point_at_the_first()
    {
        var compilation = Fragment.Compile("strategy lora { rank: 8, rank: 16 }");
        var related = Assert.Single(Assert.Single(compilation.Diagnostics).Related);
        Assert.Equal("rank: 8", compilation.Text.Substring(related.Span.Start, 7));
    }

    [Fact]
    public void What_has_no_effect_is_faded_and_no_error()
    {
        var diagnostics = Fragment.Compile("examples a {\n  id: number\n  \"t\" => x\n}\nmodel b = embedded(\"nano\")\nmodel c = embedded(\"nano\")").Diagnostics;
        Assert.Equal(["ADAPT2114", "ADAPT2017"], diagnostics.Select(d => d.Code));
        Assert.All(diagnostics, d => Assert.Equal(DiagnosticTags.Unnecessary, d.Tags));
        Assert.All(diagnostics, d => Assert.False(d.IsError));
    }

    [Theory]
    [InlineData("a.csv", "", false)]
    [InlineData("../a.csv", "", true)]
    [InlineData("../a.csv", "specs", false)]
    [InlineData("../../a.csv", "specs", true)]
    [InlineData("../../a.csv", "specs/legal", false)]
    [InlineData("data/../a.csv", "", false)]
    [InlineData("./../a.csv", "", true)]
    [InlineData("data//../../a.csv", "", true)]
    [InlineData("../specs/a.csv", "specs", false)]
    [InlineData("../../main/specs/a.csv", "specs", true)]
    public void A_path_may_leave_the_folder_of_the_spec_but_not_the_workspace(string path, string folder, bool leaves)
    {
        Assert.Equal(leaves, AdaptLab.Language.Binding.SpecPaths.LeavesWorkspace(path, folder));
        Assert.Equal(leaves, Fragment.Compile($"eval from \"{path}\"", folder).HasErrors);
    }

    private static string Shown(Marked marked, TextSpan span) =>
        span.Start >= 0 && span.End <= marked.Text.Length ? marked.Text.Substring(span.Start, span.Length) : span.ToString()!;
}
