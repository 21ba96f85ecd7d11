using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>Reads the values that are calls or stand where secrets could: env(…), qdrant(…), addresses.</summary>
internal static class CallReader
{
    private static readonly string[] Functions = ["env", "sweep", "qdrant"];

    public static object? ReadSecret(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (value is CallSyntax { Name.Text: "env" } call)
            return ReadVariable(context, call);
        // A name in place of a string is as likely the secret itself, without its quotes.
        if (value is LiteralSyntax or NameSyntax)
        {
            context.Report(PropertyDiagnostics.LiteralSecret(value.Span, schema.Name, "API_KEY"));
            return null;
        }

        return ValueReader.WrongType(context, schema, value);
    }

    public static object? ReadUrl(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (value is LiteralSyntax { Token.IsString: true } literal)
            return CheckUrl(context, schema.Name, literal.Token);
        return ValueReader.WrongType(context, schema, value);
    }

    public static object? ReadStore(BindingContext context, PropertySchema schema, ValueSyntax value)
    {
        if (value is NameSyntax { Name: "embedded" })
            return new StoreValue("embedded", null, null);
        if (value is NameSyntax name)
        {
            var mend = name.Name == "qdrant" ? ". A Qdrant server is named with its address, as qdrant(\"http://localhost:6333\")" : "";
            context.Report(PropertyDiagnostics.WrongType(value.Span, schema.Name, schema.TypeText, ValueReader.Describe(value) + mend));
            return null;
        }

        if (value is not CallSyntax { Name.Text: "qdrant" } call)
            return ValueReader.WrongType(context, schema, value);

        var arguments = call.Arguments.ToList();
        if (arguments.Count is 1 or 2
            && arguments[0] is LiteralSyntax { Token.IsString: true } address
            && (arguments.Count == 1 || arguments[1] is CallSyntax { Name.Text: "env" }))
        {
            var url = CheckUrl(context, schema.Name, address.Token);
            var key = arguments.Count == 2 ? ReadVariable(context, (CallSyntax)arguments[1]) : null;
            if (key is not null && url is not null && new Uri(url) is { Scheme: "http", IsLoopback: false })
                context.Report(PropertyDiagnostics.KeyInClear(address.Span, url));
            return url is null ? null : new StoreValue("qdrant", url, key);
        }

        if (arguments.Count == 2 && arguments[1] is LiteralSyntax or NameSyntax)
            context.Report(PropertyDiagnostics.LiteralSecret(arguments[1].Span, "qdrant", "QDRANT_API_KEY"));
        else
            context.Report(PropertyDiagnostics.BadArgument(call.Span, "qdrant", "the server's address, and env(\"NAME\") if it wants a key"));
        return null;
    }

    /// <summary>What to say of a call where the property takes no such call; null if its type says enough.</summary>
    public static Diagnostic? Misplaced(PropertySchema schema, CallSyntax call)
    {
        var name = call.Name.Text;
        if (name == "env")
        {
            return PropertyDiagnostics.MisplacedCall(
                call.Span, $"Only secrets are taken from the environment; '{schema.Name}' is {schema.TypeText}, so that a run can be repeated from the spec.");
        }

        if (Functions.Contains(name))
            return null;
        var nearest = DidYouMean.Nearest(name, Functions);
        return PropertyDiagnostics.MisplacedCall(
            call.Span, $"There is nothing to call '{name}' here.{DidYouMean.Sentence(nearest)} '{schema.Name}' takes {schema.TypeText}.", DidYouMean.Fix(call.Name.Span, nearest));
    }

    private static string? ReadVariable(BindingContext context, CallSyntax call)
    {
        if (call.Arguments.ToList() is [LiteralSyntax { Token.IsString: true } literal] && IsVariable((string)literal.Token.Value!))
            return (string)literal.Token.Value!;
        context.Report(PropertyDiagnostics.BadArgument(
            call.Span, "env", "the name of an environment variable in quotes, as env(\"API_KEY\"): letters, digits and '_'",
            call.Arguments.ToList() is [NameSyntax { Words.Length: 1 } name] && IsVariable(name.Name) ? Fix.Replace("Put in quotes", name.Span, Quote.Literal(name.Name)) : null));
        return null;
    }

    /// <summary>With the scheme that was left out: plain for this machine, secure for others.</summary>
    private static string? InFull(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate("http://" + text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0)
            return null;
        if (uri.IsLoopback)
            return "http://" + text;
        return uri.Host.Contains('.', StringComparison.Ordinal) ? "https://" + text : null;
    }

    private static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string? CheckUrl(BindingContext context, string property, SyntaxToken token)
    {
        var text = (string)token.Value!;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            context.Report(PropertyDiagnostics.BadUrl(token.Span, text, InFull(text)));
            return null;
        }

        if (uri.UserInfo.Length == 0)
            return text;
        context.Report(PropertyDiagnostics.LiteralSecret(token.Span, property, "API_KEY", replaceable: false));
        return null;
    }
}
