namespace AdaptLab.EndToEnd.Tests;

public sealed class ExportTests
{
    private const string Lora = "strategy lora { epochs: 1, rank: 2, targets: [q_proj] }\n";

    [Fact]
    public async Task An_exported_adapter_is_compared_like_any_other()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + Lora);
        var exported = await work.RunAsync("export", "topics.adapt", "--strategy", "lora", "--to", "adapters/x");
        Assert.True(exported.ExitCode == 0, exported.ToString());
        Assert.StartsWith("adapters/x: lora on few, seed 1, adapter in float32. Read again, it answers 4 of 4 examples as the adapter does;", exported.Output, StringComparison.Ordinal);
        Assert.Equal(["adapter_config.json", "adapter_model.safetensors"], Directory.GetFiles(work.Path("adapters/x")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        work.Write("given.adapt", Workplace.Topics + "strategy lora { adapter: \"./adapters/x\" }\n");
        var compared = await work.RunAsync("compare", "given.adapt", "--strategy", "lora");
        Assert.True(compared.ExitCode == 0, compared.ToString());

        var again = await work.RunAsync("export", "topics.adapt", "--strategy", "lora", "--to", "adapters/x");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("'adapters/x' is not empty", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_examples_need_no_model_and_no_strategy()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("export", work.Write("topics.adapt", Workplace.Topics), "--as", "openai-jsonl", "--to", "chat");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(4, File.ReadLines(work.Path("chat/training.jsonl")).Concat(File.ReadLines(work.Path("chat/validation.jsonl"))).Count());
        Assert.Contains("takes at least 10 examples, and training.jsonl has", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--to x", "Say what to export: --strategy, one of prompt, lora.")]
    [InlineData("--to x --strategy lroa", "has no strategy 'lroa'. Did you mean 'lora'?")]
    [InlineData("--to x --strategy lora --train fwe", "There is no training set 'fwe'. Did you mean 'few'?")]
    [InlineData("--to x --as gguf", "--as: 'gguf' is none of adapter, merged, openai-jsonl.")]
    [InlineData("--to x --strategy lora --dtype int8", "--dtype: 'int8' is none of float32, bfloat16, float16.")]
    [InlineData("--to topics.adapt --strategy lora", "'topics.adapt' is a file, not a folder.")]
    public async Task What_cannot_be_exported_is_refused_in_one_line(string options, string message)
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + Lora);
        var result = await work.RunAsync(["export", "topics.adapt", .. options.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(work.Path("x")));
    }

    [Fact]
    public async Task A_missing_adapter_is_named_where_the_strategy_stands()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + "strategy lora { adapter: \"./adapters/none\" }\n");
        var result = await work.RunAsync("check", "topics.adapt");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error ADAPT2301: There is no file './adapters/none/adapter_config.json'.", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_very_prompt_of_a_row_is_printed()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics);
        var result = await work.RunAsync("prompt", "topics.adapt", "--row", "2");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches(@"^prompt on few · topics\.adapt:\d+ · \d+ tokens of 1024\nName the topic\.\n- weather: Rain, wind and sun\n- cooking: Preparing food\n\n(.+ => (weather|cooking)\n){2}Peel the potatoes\. =>\n\n$", result.Output);
        Assert.Contains("There is no eval row 3", (await work.RunAsync("prompt", "topics.adapt", "--row", "3")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_after_which_a_small_model_writes_nothing_says_so()
    {
        using var work = new Workplace();
        work.Write("orders.adapt", """
            task orders: extract { fields: { item: "What is ordered", quantity: "How many" } }
            model base = embedded("nano")
            examples clerk {
              "Send 12 hoses, please." => { item: "hoses", quantity: "12" }
              "We need paint."         => { item: "paint" }
            }
            eval { "Send 3 pumps, please." => { item: "pumps", quantity: "3" } }
            strategy prompt
            strategy lora
            """);
        var result = await work.RunAsync("prompt", "orders.adapt");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches(@"prompt on clerk · orders\.adapt:\d+ · \d+ tokens, after which the model writes nothing: the answer is extracted\n", result.Output);
        Assert.Matches(@"lora on clerk · orders\.adapt:\d+ · \d+ tokens of 1024\n", result.Output);
    }
}
