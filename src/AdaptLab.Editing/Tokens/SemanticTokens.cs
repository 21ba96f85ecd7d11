using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

public enum SemanticTokenType
{
    /// <summary>What begins a declaration, `from`, `true` and `false`.</summary>
    Keyword,

    /// <summary>The kind of a task or a strategy.</summary>
    Type,
    Task,
    Label,
    Field,
    Model,

    /// <summary>A set of examples or documents.</summary>
    Set,
    Strategy,
    Property,

    /// <summary>A word that a property may take, and `best`.</summary>
    Value,

    /// <summary>What is called: `env`, `sweep`, a provider of models.</summary>
    Function,

    /// <summary>What `require` bounds, without the strategy: `latency`, `p95`.</summary>
    Measure,
    Text,
    Number,
    Comment,
    Operator,
}

/// <param name="Span">On one line.</param>
/// <param name="IsDeclaration">Whether this is where the name is declared.</param>
public readonly record struct SemanticToken(TextSpan Span, SemanticTokenType Type, bool IsDeclaration = false);

/// <summary>What each word of a spec is. Punctuation is left out.</summary>
public static class SemanticTokens
{
    /// <summary>In the order of the text, none overlapping another.</summary>
    public static ImmutableArray<SemanticToken> Of(SpecSnapshot snapshot) => Of(snapshot, new TextSpan(0, snapshot.Text.Length));

    /// <param name="range">Tokens that touch it.</param>
    public static ImmutableArray<SemanticToken> Of(SpecSnapshot snapshot, TextSpan range)
    {
        var tree = snapshot.Compilation.Tree;
        var found = ImmutableArray.CreateBuilder<SemanticToken>();
        var names = snapshot.Compilation.Symbols;
        foreach (var part in tree.PartsFrom(range.Start))
        {
            if (part.FullSpan.Start > range.End)
                break;
            if (part is RowSyntax row)
                AddRow(row);
            else
                AddToken((SyntaxToken)part);
        }

        return found.ToImmutable();

        void AddRow(RowSyntax row)
        {
            var isText = snapshot.Text[row.AnswerSpan.Start] == '"';
            Add(row.TextSpan, SemanticTokenType.Text, false, mayBreak: false);
            Add(row.ArrowSpan, SemanticTokenType.Operator, false, mayBreak: false);
            var (type, isDeclaration) = Named(row.AnswerSpan, names)
                ?? (isText ? SemanticTokenType.Text : row.AnswerText is "true" or "false" ? SemanticTokenType.Keyword : SemanticTokenType.Label, false);
            Add(row.AnswerSpan, type, isDeclaration, mayBreak: false);
        }

        void AddToken(SyntaxToken token)
        {
            AddComments(token.LeadingTrivia);
            if (Classify(token, names) is var (type, isDeclaration))
                Add(token.Span, type, isDeclaration, mayBreak: token.Kind == TokenKind.RawString);
            AddComments(token.TrailingTrivia);
        }

        void AddComments(ImmutableArray<Trivia> trivia)
        {
            foreach (var piece in trivia)
            {
                if (piece.IsComment)
                    Add(piece.Span, SemanticTokenType.Comment, false, mayBreak: piece.Kind == TriviaKind.BlockComment);
            }
        }

        void Add(TextSpan span, SemanticTokenType type, bool isDeclaration, bool mayBreak)
        {
            foreach (var line in mayBreak ? Lines(snapshot.Text, span) : [span])
            {
                if (line.Length > 0 && line.Start <= range.End && line.End >= range.Start)
                    found.Add(new SemanticToken(line, type, isDeclaration));
            }
        }
    }

    /// <summary>Null for punctuation and for what the parser could make nothing of.</summary>
    private static (SemanticTokenType Type, bool IsDeclaration)? Classify(SyntaxToken token, SymbolTable names)
    {
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Percent or TokenKind.Duration:
                return (SemanticTokenType.Number, false);
            case TokenKind.Arrow or TokenKind.Plus or TokenKind.Equals or TokenKind.GreaterOrEqual or TokenKind.LessOrEqual
                or TokenKind.Greater or TokenKind.Less:
                return (SemanticTokenType.Operator, false);
            case TokenKind.String or TokenKind.RawString:
                return Named(token.Span, names) ?? (SemanticTokenType.Text, false);
            case TokenKind.Name:
                return ClassifyName(token, names);
            default:
                return null;
        }
    }

    private static (SemanticTokenType Type, bool IsDeclaration)? ClassifyName(SyntaxToken token, SymbolTable names)
    {
        switch (token.Parent)
        {
            case DeclarationSyntax declaration when token == declaration.Keyword || token == declaration.From:
                return (SemanticTokenType.Keyword, false);
            case DeclarationSyntax declaration when token == declaration.Kind || (declaration.Keyword.IsName("strategy") && token == declaration.Names[0]):
                return (SemanticTokenType.Type, false);
            case DeclarationSyntax { Keyword: var keyword }:
                return DeclaredBy(keyword) is { } type ? (type, true) : null;
            case CallSyntax:
                return (SemanticTokenType.Function, false);
            case MemberSyntax:
                return (SemanticTokenType.Measure, false);
            case NameSyntax when Named(token.Span, names) is { } named:
                return named;
            case NameSyntax when token.IsName("true") || token.IsName("false"):
                return (SemanticTokenType.Keyword, false);
            case NameSyntax { Parent: RowSyntax }:
                return (SemanticTokenType.Label, false);
            case NameSyntax:
                return (SemanticTokenType.Value, false);
            case PropertySyntax:
                return Named(token.Span, names) ?? (SemanticTokenType.Property, false);
            default:
                return null;
        }
    }

    /// <summary>What is named by a word, or by the words that it is one of.</summary>
    private static (SemanticTokenType Type, bool IsDeclaration)? Named(TextSpan word, SymbolTable names) =>
        names.PlaceAt(word.End) is { } place && place.Span.Contains(word) ? (TypeOf(place.Symbol.Kind), place.IsDeclaration) : null;

    private static SemanticTokenType? DeclaredBy(SyntaxToken keyword) => keyword.Text switch
    {
        "task" => SemanticTokenType.Task,
        "model" => SemanticTokenType.Model,
        "examples" or "documents" => SemanticTokenType.Set,
        "strategy" => SemanticTokenType.Strategy,
        _ => null,
    };

    private static SemanticTokenType TypeOf(SymbolKind kind) => kind switch
    {
        SymbolKind.Task => SemanticTokenType.Task,
        SymbolKind.Label => SemanticTokenType.Label,
        SymbolKind.Field => SemanticTokenType.Field,
        SymbolKind.Model => SemanticTokenType.Model,
        SymbolKind.Strategy => SemanticTokenType.Strategy,
        _ => SemanticTokenType.Set,
    };

    /// <summary>The range's part on each line, without line ends: many clients take no token over several lines.</summary>
    private static IEnumerable<TextSpan> Lines(string text, TextSpan span)
    {
        var start = span.Start;
        while (start < span.End)
        {
            var length = text.AsSpan(start, span.End - start).IndexOfAny('\r', '\n');
            if (length < 0)
                length = span.End - start;
            yield return new TextSpan(start, length);
            start += length + 1;
        }
    }
}
