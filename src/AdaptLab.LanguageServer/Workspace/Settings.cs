using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>What a user or the client may set, under "adaptlab" or in the initialization options.</summary>
/// <param name="Trusted">Nothing of a workspace that is not trusted is run; it is read all the same. Running takes an
/// explicit command, but for the model that ships, so a client that knows of no trust is taken to give it.</param>
/// <param name="QuietPeriod">Without a key, before diagnostics are pushed.</param>
/// <param name="AsksBaseModel">Whether `nano` is asked about the examples once nobody types.</param>
internal sealed record Settings(bool Trusted, TimeSpan QuietPeriod, bool CodeLens, bool InlayHints, bool AsksBaseModel)
{
    public const string Section = "adaptlab";

    public static Settings Default { get; } = new(Trusted: true, TimeSpan.FromMilliseconds(200), CodeLens: true, InlayHints: true, AsksBaseModel: true);

    /// <summary>With what is given and makes sense; all else stays.</summary>
    public Settings With(JToken? given)
    {
        if (given is not JObject all)
            return this;
        return new Settings(
            Flag(all["trusted"]) ?? Trusted,
            all.SelectToken("diagnostics.quietPeriod") is JValue { Type: JTokenType.Integer } wait && wait.Value<long>() is >= 0 and <= 60_000 and var milliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : QuietPeriod,
            Flag(all.SelectToken("codeLens.enabled")) ?? CodeLens,
            Flag(all.SelectToken("inlayHints.enabled")) ?? InlayHints,
            Flag(all.SelectToken("audit.baseModel")) ?? AsksBaseModel);
    }

    private static bool? Flag(JToken? token) => token is { Type: JTokenType.Boolean } ? token.Value<bool>() : null;
}
