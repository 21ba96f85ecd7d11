using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

internal static class ModelBinder
{
    /// <summary>The models declared, and the embedded one where none of them can be adapted.</summary>
    public static ImmutableArray<ModelSpec> Bind(BindingContext context, IEnumerable<DeclarationSyntax> declarations)
    {
        var models = ImmutableArray.CreateBuilder<ModelSpec>();
        var unread = 0;
        foreach (var declaration in declarations)
        {
            if (BindModel(context, declaration) is { } model)
                models.Add(model);
            else
                unread++;
        }

        if (unread == 0 && models.All(model => Providers.Find(model.Provider)!.EmbedsOnly))
        {
            var (provider, reference) = Providers.Default;
            // An embedder may have taken its name.
            models.Add(new ModelSpec(models.Any(model => model.Name == reference) ? "" : reference, provider, reference, Properties.Empty, default));
        }

        return models.ToImmutable();
    }

    private static ModelSpec? BindModel(BindingContext context, DeclarationSyntax declaration)
    {
        var name = declaration.Names.FirstOrDefault();
        if (name is not null && !context.Declare(SymbolKind.Model, name.Text, name.Span))
            context.Report(DeclarationDiagnostics.DuplicateName(name.Span, "model", name.Text, context.Find(SymbolKind.Model, name.Text)!.Span, context.FreeName(name.Text, SymbolKind.Model)));
        if (declaration.Value is not CallSyntax call)
        {
            if (declaration.EqualsToken is null || declaration.Value is not null)
            {
                context.Report(DeclarationDiagnostics.MissingModelCall(
                    declaration.Value?.Span ?? declaration.HeaderSpan, name?.Text ?? "name", Providers.All.Select(p => p.Example), CallFor(declaration)));
            }

            return null;
        }

        if (Providers.Find(call.Name.Text) is not { } provider)
        {
            context.Report(DeclarationDiagnostics.UnknownKind(
                call.Name.Span, "provider of models", call.Name.Text, Providers.All.Select(p => p.Name)));
            return null;
        }

        var reference = BindReference(context, call, provider);
        var properties = PropertyBinder.Bind(context, declaration.Block, provider.Properties, $"model ({provider.Name})", Elsewhere);
        CheckCosts(context, properties);
        CheckKey(context, properties);
        return new ModelSpec(name?.Text ?? "", provider.Name, reference ?? "", new Properties(properties.Values()), declaration.Span);
    }

    /// <summary>The embedded model where nothing is said, and the provider that a string can only mean.</summary>
    private static Fix? CallFor(DeclarationSyntax declaration)
    {
        var (provider, reference) = Providers.Default;
        if (declaration is { EqualsToken: null, Value: null, Colon: null, From: null })
            return Fix.Insert($"Take the embedded model: {provider}(\"{reference}\")", declaration.HeaderSpan.End, $" = {provider}({Quote.Literal(reference)})");
        if (declaration.Value is not LiteralSyntax { Token: { IsString: true, Value: string text } token })
            return null;
        var meant = text == reference ? provider : text.Count(c => c == '/') == 1 ? "huggingface" : null;
        return meant is null ? null : Fix.Replace($"Change to {meant}({token.Text})", token.Span, $"{meant}({token.Text})");
    }

    /// <summary>A name without its quotes, or none where only one can be meant.</summary>
    private static Fix? Argument(CallSyntax call, Provider provider) => (call.Arguments.ToList(), provider.References) switch
    {
        ([NameSyntax name], _) => Fix.Replace("Put in quotes", name.Span, Quote.Literal(name.Name)),
        ([], [var only]) when call.CloseParen is { } close => Fix.Replace($"Insert \"{only}\"", TextSpan.FromBounds(call.OpenParen.Span.End, close.Span.Start), Quote.Literal(only)),
        _ => null,
    };

    private static string? BindReference(BindingContext context, CallSyntax call, Provider provider)
    {
        if (call.Arguments.ToList() is not [LiteralSyntax { Token.IsString: true } literal] || string.IsNullOrWhiteSpace((string)literal.Token.Value!))
        {
            context.Report(PropertyDiagnostics.BadArgument(call.Span, provider.Name, $"{provider.ArgumentDoc}, in quotes, as {provider.Example}", Argument(call, provider)));
            return null;
        }

        var reference = (string)literal.Token.Value!;
        if (!provider.References.IsEmpty && !provider.References.Contains(reference))
        {
            context.Report(NameDiagnostics.UnknownName(literal.Span, $"{provider.Name} model", reference, provider.References)
                with { Fix = provider.References.Length == 1 ? Fix.Replace($"Change to \"{provider.References[0]}\"", literal.Span, Quote.Literal(provider.References[0])) : null });
            return null;
        }

        return provider.Name == "onnx" || (provider.Name == "huggingface" && IsFolder(reference)) ? SpecPaths.Check(context, literal.Token) : reference;
    }

    private static void CheckCosts(BindingContext context, BoundProperties properties)
    {
        // A price that could not be read has been reported already.
        if (properties["budget"] is { Value: not null } budget && properties["price"] is null or { Value: BoundProperties { Items: [] } })
            context.Report(PropertyDiagnostics.BudgetWithoutPrice(budget.Syntax));
    }

    private static void CheckKey(BindingContext context, BoundProperties properties)
    {
        if (properties.Has("apiKey") && properties["endpoint"] is { Value: string address, Syntax.Value: { } value }
            && new Uri(address) is { Scheme: "http", IsLoopback: false })
            context.Report(PropertyDiagnostics.KeyInClear(value.Span, address));
    }

    /// <summary>A hub name has one slash at most and never begins with a dot, so that the two cannot be confused.</summary>
    private static bool IsFolder(string reference) =>
        reference[0] is '.' or '/' or '~' or '\\' || reference.Contains('\\', StringComparison.Ordinal) || reference.Contains("..", StringComparison.Ordinal);

    private static string? Elsewhere(string property) =>
        Providers.All.FirstOrDefault(p => p.Properties.Any(q => q.Name == property)) is { } provider ? $"model ({provider.Name})" : null;
}
