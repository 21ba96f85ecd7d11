using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>Several values to try, one candidate for each.</summary>
internal sealed record Sweep(ImmutableArray<SweepValue> Values, TextSpan Span);

/// <param name="Text">Part of the candidate's name: the value as written, of a list its items, of a longer text which one it is.</param>
internal sealed record SweepValue(object Value, string Text, TextSpan Span);

/// <summary>Names that are resolved later, when all they may refer to is known.</summary>
internal sealed record NameList(ImmutableArray<(string Name, TextSpan Span)> Items)
{
    public ImmutableArray<string> Names => [.. Items.Select(i => i.Name)];
}

internal sealed record StoreValue(string Kind, string? Url, string? ApiKey);

/// <summary>Reads values by their property's type. What is wrong is reported, and the value then is null.</summary>
internal static class ValueReader
{
    public static object? Read(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (value is CallSyntax call && call.Name.Text == "sweep")
            return ReadSweep(context, schema, call);
        return schema.Type switch
        {
            PropertyType.Text => ReadText(context, schema, value),
            PropertyType.Choice => ReadChoice(context, schema, value),
            PropertyType.Choices => ReadChoices(context, schema, value),
            PropertyType.Integer or PropertyType.Number or PropertyType.Share or PropertyType.Duration => ReadNumber(context, schema, value),
            PropertyType.Flag => value is NameSyntax { Name: "true" or "false" } flag ? flag.Name == "true" : WrongType(context, schema, value),
            PropertyType.Secret => CallReader.ReadSecret(context, schema, value),
            PropertyType.Url => CallReader.ReadUrl(context, schema, value),
            PropertyType.Folder => ReadText(context, schema, value) is string ? SpecPaths.Check(context, ((LiteralSyntax)value).Token) : null,
            PropertyType.Column => value is NameSyntax { Words.Length: 1 } name ? name.Name : ReadText(context, schema, value),
            PropertyType.Object => value is BlockSyntax block
                ? PropertyBinder.Bind(context, block, schema.Properties, schema.Name)
                : WrongType(context, schema, value),
            PropertyType.Model => value is NameSyntax model
                ? context.Resolve(model.Name, model.Span, "model", SymbolKind.Model)?.Name
                : WrongType(context, schema, value),
            PropertyType.Sources or PropertyType.Strategies => ReadNames(context, schema, value),
            PropertyType.Store => CallReader.ReadStore(context, schema, value),
            PropertyType.Sizes => ReadSizes(context, schema, value),
            // The binders of tasks and comparisons read these themselves.
            PropertyType.Labels or PropertyType.TrainingSets or PropertyType.Requirement => value,
            _ => throw new NotSupportedException(schema.Type.ToString()),
        };
    }

    public static object? WrongType(BindingContext context, PropertySchema schema, ValueSyntax value, Fix? fix = null)
    {
        fix ??= Unquoted(schema, value);
        if (value is CallSyntax call && CallReader.Misplaced(schema, call) is { } misplaced)
            context.Report(misplaced);
        else
            context.Report(PropertyDiagnostics.WrongType(value.Span, schema.Name, schema.TypeText, Describe(value), fix));
        return null;
    }

    /// <summary>Takes off quotes around what is right without them.</summary>
    private static Fix? Unquoted(PropertySchema schema, ValueSyntax value)
    {
        if (value is not LiteralSyntax { Token: { IsString: true, Value: string text } })
            return null;
        var token = SyntaxTree.Parse(text).Tokens is [var only, { Kind: TokenKind.EndOfFile }] && only.Text == text ? only : null;
        var fits = schema.Type switch
        {
            PropertyType.Integer or PropertyType.Number or PropertyType.Share or PropertyType.Duration =>
                token is { IsString: false, Value: double number } && Fits(schema.Type, token) && schema.InRange(number),
            PropertyType.Flag => text is "true" or "false",
            PropertyType.Model or PropertyType.Sources or PropertyType.TrainingSets => token?.Kind == TokenKind.Name,
            _ => false,
        };
        return fits ? Fix.Replace("Remove the quotes", value.Span, text) : null;
    }

    /// <summary>What stands there, in words: "the string "eight"", "a list".</summary>
    public static string Describe(ValueSyntax value) => value switch
    {
        LiteralSyntax { Token.IsString: true } text => $"the string {Quote.Text((string)text.Token.Value!)}",
        LiteralSyntax { Token.Kind: TokenKind.Percent } percent => $"the percentage {percent.Token.Text}",
        LiteralSyntax { Token.Kind: TokenKind.Duration } duration => $"the duration {duration.Token.Text}",
        LiteralSyntax number => $"the number {number.Token.Text}",
        NameSyntax name => $"the name '{name.Name}'",
        ListSyntax => "a list",
        BlockSyntax => "an object",
        CallSyntax call => $"the call {call.Name.Text}(…)",
        ComparisonSyntax => "a comparison",
        SumSyntax => "a sum",
        _ => "a name with a dot",
    };

    private static object? ReadText(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (value is LiteralSyntax { Token.IsString: true } literal)
            return literal.Token.Value;
        var fix = value is NameSyntax or LiteralSyntax
            ? Fix.Replace("Put in quotes", value.Span, Quote.Literal(BindingContext.TextOf(value)))
            : null;
        return WrongType(context, schema, value, fix);
    }

    private static object? ReadChoice(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (value is not NameSyntax name)
        {
            var unquoted = (value as LiteralSyntax)?.Token.Value as string;
            var isChoice = schema.Choices.Any(c => c.Name == unquoted);
            return WrongType(context, schema, value, isChoice ? Fix.Replace("Remove the quotes", value.Span, unquoted!) : null);
        }

        if (schema.Choices.Any(c => c.Name == name.Name))
            return name.Name;
        context.Report(PropertyDiagnostics.UnknownChoice(name.Span, schema.Name, name.Name, schema.Choices.Select(c => c.Name)));
        return null;
    }

    private static object? ReadChoices(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (value is not ListSyntax list)
            return ReadChoice(context, schema, value) is string one ? ImmutableArray.Create(one) : null;
        var choices = list.Items.Select(i => ReadChoice(context, schema, i) as string).ToList();
        if (choices.Count == 0)
            return WrongType(context, schema, value);
        return choices.Contains(null) ? null : choices.Distinct(StringComparer.Ordinal).ToImmutableArray()!;
    }

    private static object? ReadNumber(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (schema.TakesAll && value is NameSyntax { Name: PropertySchema.AllName })
            return PropertySchema.All;
        if (value is not LiteralSyntax { Token: { IsString: false } token } || !Fits(schema.Type, token))
            return WrongType(context, schema, value);
        var number = (double)token.Value!;
        if (schema.InRange(number))
            return number;
        // 8 for 8% is the slip behind most shares that are out of range.
        var asPercentage = schema.Type == PropertyType.Share && token.Kind == TokenKind.Number && schema.InRange(number / 100);
        var outOfRange = PropertyDiagnostics.OutOfRange(token.Span, schema, token.Text, number);
        context.Report(asPercentage ? outOfRange with { Fix = Fix.Insert("Make it a percentage", token.Span.End, "%") } : outOfRange);
        return null;
    }

    private static bool Fits(PropertyType type, SyntaxToken token) => type switch
    {
        PropertyType.Integer => token.Kind == TokenKind.Number && double.IsInteger((double)token.Value!),
        PropertyType.Number => token.Kind == TokenKind.Number,
        PropertyType.Share => token.Kind is TokenKind.Percent or TokenKind.Number,
        _ => token.Kind == TokenKind.Duration,
    };

    /// <summary>One name or a list of them; a strategy's name with numbers in it stands in quotes.</summary>
    private static object? ReadNames(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        var items = ImmutableArray.CreateBuilder<(string, TextSpan)>();
        foreach (var item in value is ListSyntax list ? list.Items : [value])
        {
            if (item is NameSyntax name)
                items.Add((name.Name, name.Span));
            else if (item is LiteralSyntax { Token: { IsString: true } text } && schema.Type == PropertyType.Strategies)
                items.Add(((string)text.Value!, text.Span));
            else
                WrongType(context, schema, item);
        }

        return new NameList(items.ToImmutable());
    }

    /// <summary>Null for `false`, as for what is wrong.</summary>
    private static CurveSpec? ReadSizes(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (value is NameSyntax { Name: "true" or "false" } flag)
            return flag.Name == "true" ? new CurveSpec([]) : null;
        if (value is not ListSyntax list || !list.Items.Any())
        {
            WrongType(context, schema, value);
            return null;
        }

        var sizes = new SortedSet<int>();
        foreach (var item in list.Items)
        {
            if (item is LiteralSyntax { Token: { Kind: TokenKind.Number, Value: double number } token } && double.IsInteger(number))
            {
                if (schema.InRange(number))
                    sizes.Add((int)number);
                else
                    context.Report(PropertyDiagnostics.OutOfRange(token.Span, schema, token.Text, number));
            }
            else if (item is not NameSyntax { Name: "all" })
            {
                WrongType(context, schema, item);
            }
        }

        // Of `all` alone there is no curve: the whole sets are run in any case.
        return sizes.Count == 0 ? null : new CurveSpec([.. sizes]);
    }

    private static Fix? FirstOf(CallSyntax call) =>
        call.Arguments.FirstOrDefault() is { } first ? Fix.Replace($"Keep the first value, {BindingContext.TextOf(first)}", call.Span, BindingContext.TextOf(first)) : null;

    private static Sweep? ReadSweep(BindingContext context, PropertySchema schema, CallSyntax call)
    {
        if (!schema.Sweepable)
        {
            context.Report(PropertyDiagnostics.MisplacedCall(call.Span, $"'{schema.Name}' cannot be swept. Give it one value: {schema.TypeText}.", FirstOf(call)));
            return null;
        }

        var values = ImmutableArray.CreateBuilder<SweepValue>();
        foreach (var argument in call.Arguments)
        {
            if (argument is CallSyntax { Name.Text: "sweep" } inner)
                context.Report(PropertyDiagnostics.BadSweep(inner.Span, "A sweep cannot stand in a sweep. List all the values in one."));
            else if (Read(context, schema, argument) is { } value)
                Add(value, argument);
        }

        if (!call.Arguments.Any())
            context.Report(PropertyDiagnostics.BadSweep(call.Span,
                schema.Default is null ? $"A sweep needs values: '{schema.Name}' takes {schema.TypeText}." : $"A sweep needs values, as in: {schema.Name}: sweep({schema.DefaultText})",
                schema.Default is null ? null : Fix.Replace($"Change to {schema.DefaultText}, the default", call.Span, schema.DefaultText)));
        return values.Count == 0 ? null : new Sweep(values.ToImmutable(), call.Span);

        void Add(object value, ValueSyntax argument)
        {
            if (values.Any(v => AreSame(v.Value, value)))
                context.Report(PropertyDiagnostics.BadSweep(argument.Span, $"{Quote.Text(BindingContext.TextOf(argument))} is in this sweep already. Remove one.", DeclarationDiagnostics.Remove(argument, "this one")));
            else
                values.Add(new SweepValue(value, NameOf(value, argument), argument.Span));
        }

        string NameOf(object value, ValueSyntax argument) => value switch
        {
            NameList names => Joined(names.Names),
            ImmutableArray<string> choices => Joined(choices),
            string when schema.Type == PropertyType.Text => $"{values.Count + 1}",
            string text => text,
            StoreValue store => store.Url ?? store.Kind,
            _ => BindingContext.TextOf(argument),
        };

        static string Joined(ImmutableArray<string> names) => names.IsEmpty ? "none" : string.Join('+', names);
    }

    private static bool AreSame(object one, object other) => (one, other) switch
    {
        (NameList first, NameList second) => first.Names.SequenceEqual(second.Names),
        (ImmutableArray<string> first, ImmutableArray<string> second) => first.SequenceEqual(second),
        _ => one.Equals(other),
    };
}
