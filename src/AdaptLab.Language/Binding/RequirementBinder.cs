using System.Globalization;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>Binds `lora.accuracy >= 80%`.</summary>
internal static class RequirementBinder
{
    public static Requirement? Bind(BindingContext context, TaskKindSchema task, BoundStrategies strategies, ValueSyntax value)
    {
        if (value is not ComparisonSyntax { Left: MemberSyntax left, Right: { } right } comparison)
        {
            // A comparison that breaks off has been reported by the parser.
            if (value is not ComparisonSyntax { Right: null })
                context.Report(NameDiagnostics.RequirementForm(value.Span));
            return null;
        }

        var strategy = BindStrategy(context, strategies, left.Target);
        var measure = BindMeasure(context, task, left);
        if (measure is null || BindValue(context, measure, right) is not { } bound || strategy is null)
            return null;
        return new Requirement(strategy, measure.Name, comparison.Operator.Text, bound, Text(comparison), value.Span);
    }

    private static string? BindStrategy(BindingContext context, BoundStrategies strategies, ValueSyntax target)
    {
        var name = target is NameSyntax words ? words.Name : (string)((LiteralSyntax)target).Token.Value!;
        return name == Measures.Best ? name : strategies.Resolve(context, name, target.Span, [Measures.Best]);
    }

    private static Measure? BindMeasure(BindingContext context, TaskKindSchema task, MemberSyntax left)
    {
        var measures = Measures.For(task.Kind).ToList();
        var measure = measures.FirstOrDefault(m => m.Name == left.Path);
        // A missing name after the dot has been reported by the parser.
        if (measure is null && !left.Members.IsEmpty)
            context.Report(NameDiagnostics.UnknownMeasure(left.PathSpan, left.Path, measures.Select(m => m.Name)));
        return measure;
    }

    private static double? BindValue(BindingContext context, Measure measure, ValueSyntax value)
    {
        if (value is not LiteralSyntax { Token: { IsString: false } token })
        {
            context.Report(NameDiagnostics.WrongUnit(value.Span, measure.Name, measure.UnitText, ValueReader.Describe(value)));
            return null;
        }

        var number = (double)token.Value!;
        var fits = measure.Unit switch
        {
            MeasureUnit.Share => token.Kind is TokenKind.Percent or TokenKind.Number && number is >= 0 and <= 1,
            MeasureUnit.Duration => token.Kind == TokenKind.Duration && number >= 0,
            _ => token.Kind == TokenKind.Number && number >= 0,
        };
        if (fits)
            return number;
        context.Report(NameDiagnostics.WrongUnit(token.Span, measure.Name, Expected(measure), ValueReader.Describe(value), UnitFix(measure, token, number)));
        return null;
    }

    private static string Expected(Measure measure) =>
        measure.Unit == MeasureUnit.Share ? "a percentage from 0% to 100%" : measure.UnitText + " of at least 0";

    private static Fix? UnitFix(Measure measure, SyntaxToken token, double number) => (measure.Unit, token.Kind) switch
    {
        (MeasureUnit.Share, TokenKind.Number) when number is > 1 and <= 100 => Fix.Insert("Make it a percentage", token.Span.End, "%"),
        (MeasureUnit.Duration, TokenKind.Number) when number >= 0 =>
            Fix.Replace("Make it milliseconds", token.Span, number.ToString("R", CultureInfo.InvariantCulture) + "ms"),
        _ => null,
    };

    /// <summary>As written, with the formatter's spaces: it is shown in reports.</summary>
    private static string Text(ComparisonSyntax comparison)
    {
        var left = (MemberSyntax)comparison.Left;
        return $"{BindingContext.TextOf(left.Target)}.{left.Path} {comparison.Operator.Text} {BindingContext.TextOf(comparison.Right!)}";
    }
}
