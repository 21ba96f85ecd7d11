namespace AdaptLab.Hub.Tests;

/// <summary>What becomes part of a path or an address, and what the environment says.</summary>
public sealed class HubNamesTests
{
    [Theory]
    [InlineData("org/name")]
    [InlineData("gpt2")]
    [InlineData("Qwen/Qwen2.5-0.5B")]
    public void Names_of_the_hub_are_taken(string name) => Assert.Equal(name, HubModel.Parse(name)!.Name);

    [Theory]
    [InlineData("./folder", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("../x", null)]
    [InlineData("a/../b", null)]
    [InlineData("a/b/c", null)]
    [InlineData("a--b/c", null)]
    [InlineData("a/b\n", null)]
    [InlineData("", null)]
    [InlineData("a b/c", null)]
    [InlineData("a/b", "../../x")]
    [InlineData("a/b", "/x")]
    [InlineData("a/b", "x/")]
    [InlineData("a/b", "x y")]
    [InlineData("a/b", "")]
    public void What_would_lead_elsewhere_is_no_name(string name, string? revision) => Assert.Null(HubModel.Parse(name, revision));

    [Fact]
    public void A_revision_with_a_slash_is_a_file_in_a_folder()
    {
        var model = HubModel.Parse("a/b", "refs/pr/1")!;
        Assert.Equal(Path.Combine("cache", "models--a--b", "refs", "refs", "pr", "1"), new HubCache("cache").RefFile(model));
        Assert.False(model.IsCommit);
        Assert.True(HubModel.Parse("a/b", HubDouble.Commit)!.IsCommit);
    }

    [Fact]
    public void The_environment_says_where_and_how()
    {
        var plain = Settings();
        Assert.Equal(("https://huggingface.co", null, false, 10.0, true), (plain.Endpoint, plain.Token, plain.IsOffline, plain.Patience.TotalSeconds, plain.UsesLinks));
        Assert.Equal(Path.Combine(Home, ".cache", "huggingface", "hub"), plain.CacheFolder);
        Assert.Equal("/x/huggingface/hub", Settings(("XDG_CACHE_HOME", "/x")).CacheFolder);
        Assert.Equal("/y/hub", Settings(("XDG_CACHE_HOME", "/x"), ("HF_HOME", "/y")).CacheFolder);
        Assert.Equal("/z", Settings(("HF_HOME", "/y"), ("HUGGINGFACE_HUB_CACHE", "/z")).CacheFolder);
        Assert.Equal("/c", Settings(("HF_HUB_CACHE", "/c"), ("HUGGINGFACE_HUB_CACHE", "/z")).CacheFolder);
        Assert.Equal("http://localhost:1", Settings(("HF_ENDPOINT", "http://localhost:1/")).Endpoint);
        Assert.True(Settings(("TRANSFORMERS_OFFLINE", "1")).IsOffline);
        Assert.False(Settings(("HF_HUB_OFFLINE", "0")).IsOffline);
        Assert.False(Settings(("HF_HUB_DISABLE_SYMLINKS", "true")).UsesLinks);
        Assert.Equal(2.5, Settings(("HF_HUB_DOWNLOAD_TIMEOUT", "2.5")).Patience.TotalSeconds);
        Assert.Equal(10, Settings(("HF_HUB_DOWNLOAD_TIMEOUT", "soon")).Patience.TotalSeconds);
    }

    [Fact]
    public void A_token_is_taken_from_the_first_place_that_has_one()
    {
        var folder = Directory.CreateTempSubdirectory("adaptlab-hub-").FullName;
        File.WriteAllText(Path.Combine(folder, "token"), "hf_file\n");
        Assert.Equal("hf_file", Settings(("HF_HOME", folder)).Token);
        Assert.Equal("hf_old", Settings(("HF_HOME", folder), ("HUGGING_FACE_HUB_TOKEN", "hf_old")).Token);
        Assert.Equal("hf_new", Settings(("HF_TOKEN", " hf_new "), ("HUGGING_FACE_HUB_TOKEN", "hf_old")).Token);
        Assert.Null(Settings(("HF_TOKEN", "hf_new"), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).Token);
        Assert.Null(Settings(("HF_TOKEN_PATH", Path.Combine(folder, "absent"))).Token);
        Directory.Delete(folder, recursive: true);
    }

    private static string Home => Path.GetFullPath("/users/anna");

    private static HubSettings Settings(params (string Name, string Value)[] variables) =>
        HubSettings.FromEnvironment(name => variables.FirstOrDefault(variable => variable.Name == name).Value, Home);
}
