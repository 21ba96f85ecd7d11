using System.Text;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>A model, and the calls that name models, variables and sweeps.</summary>
internal static class ModelHover
{
    public static string? Markdown(SpecSnapshot snapshot, string name) =>
        snapshot.Compilation.Spec.Models.FirstOrDefault(model => model.Name == name) is { } model && Providers.Find(model.Provider) is { } provider
            ? Markdown(snapshot, model, provider)
            : null;

    public static string? OfCall(SpecSnapshot snapshot, CallSyntax call)
    {
        if (call.Parent is DeclarationSyntax declaration && Providers.Find(call.Name.Text) is { } provider)
        {
            var model = declaration.Names.IsEmpty ? null : Markdown(snapshot, declaration.Names[0].Text);
            return model ?? $"**{provider.Name}**(…)  \n{provider.Doc}\n\nIts argument is {provider.ArgumentDoc}, as in `{provider.Example}`.";
        }

        return call.Name.Text switch
        {
            "env" => "**env**(\"NAME\")  \nThe value of an environment variable, read when the comparison runs. It never stands in a result.",
            "sweep" => $"**sweep**(…): {Figures.Count(call.Arguments.Count(), "value")}  \nMakes one candidate of each, to be compared like any others.",
            "qdrant" => "**qdrant**(\"http://…\")  \nKeeps the vectors in a Qdrant server at this address.",
            _ => null,
        };
    }

    private static string Markdown(SpecSnapshot snapshot, ModelSpec model, Provider provider)
    {
        var text = new StringBuilder($"**{MarkdownText.Inline(model.Name)}** = {MarkdownText.Code($"{provider.Name}({SpecText(model.Reference)})")}  \n{provider.Doc}");
        if (snapshot.Results?.Comparison.Record.Models.FirstOrDefault(ran => ran.Provider == model.Provider && ran.Name == model.Reference && ran.Parameters > 0) is { } ran)
            text.Append($"\n\n{Figures.Parameters(ran.Parameters)} parameters, a window of {Figures.Count(ran.Window)} tokens.");
        if (provider.EmbedsOnly)
            text.Append("\n\nIt is no model to adapt: name it as the `embedder` of a rag.");
        if (provider.IsRemote)
        {
            var needing = StrategyKinds.All.Where(kind => kind.NeedsWeights).Select(kind => kind.Name);
            text.Append($"\n\nIts weights are out of reach: {string.Join(", ", needing)} cannot be used on it.");
        }

        var users = snapshot.Compilation.Spec.Strategies.Where(strategy => strategy.Properties.TextOrNull(provider.EmbedsOnly ? "embedder" : "model") == model.Name).Select(strategy => strategy.Name).ToArray();
        return text.Append(users.Length == 0 ? "\n\nNo strategy uses it." : $"\n\nUsed by {MarkdownText.Inline(string.Join(", ", users))}.").ToString();
    }

    private static string SpecText(string reference) => Language.SpecNames.Literal(reference);
}
