using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Audit.Checks;

/// <summary>An example that the base model is confidently of another opinion about. It carries most weight, for it is what has to
/// be learnt, and must be right.</summary>
/// <remarks>Said only where the base knows something of the task: where it names the labels of the examples better than chance, and three in four of those that it is sure of.
/// A model prefers some labels whatever it reads; so each label's probability is divided by its mean over all examples
/// (contextual calibration; Zhao et al. 2021).</remarks>
internal sealed class PriorConflict : IExampleCheck
{
    private const double Confident = 0.7, Rejected = 0.1, Level = 0.001;

    /// <summary>Of the rows that it is sure about, so many must be right: a base that is wrong about every second one has a conflict in every
    /// second one, and what it says of none of them is worth reading.</summary>
    private const double LeastOfSure = 0.75;

    public const int FewestRows = 8;

    public DiagnosticRule Rule { get; } = new("ADAPT3027", Severity.Information, "The base model is of another opinion");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Base is not { } opinions || context.Labels.Length < 2)
            return [];
        var asked = context.Examples.Where(row => opinions.ByText.TryGetValue(row.Text, out var said) && said.Length == context.Labels.Length).ToArray();
        if (asked.Length < FewestRows)
            return [];
        var means = Enumerable.Range(0, context.Labels.Length).Select(label => Math.Max(1e-6, asked.Average(row => opinions.ByText[row.Text][label]))).ToArray();
        var judged = asked.Select(row => (Row: row, Shares: Shares([.. opinions.ByText[row.Text].Select((p, label) => p / means[label])]))).ToArray();
        var right = judged.Count(row => Best(row.Shares) == row.Row.Label);
        var chance = asked.CountBy(row => row.Label).Max(label => label.Value) / (double)asked.Length;
        var p = Distributions.BinomialUpperTail(right, asked.Length, chance);
        var sure = judged.Where(row => row.Shares[Best(row.Shares)] >= Confident).ToArray();
        var rightOfSure = sure.Count(row => Best(row.Shares) == row.Row.Label);
        return p >= Level || rightOfSure < LeastOfSure * sure.Length ? [] :
            from row in judged
            let other = Best(row.Shares)
            where other != row.Row.Label && row.Shares[other] >= Confident && row.Shares[row.Row.Label] <= Rejected
            orderby row.Shares[other] descending
            let name = context.Name(other)
            select new Finding(
                row.Row.At(Rule, $"Before it has learnt from any example, {opinions.Model} gives '{name}' {Figures.Percent(row.Shares[other], 0)} here and '{row.Row.Answer}' {Figures.Percent(row.Shares[row.Row.Label], 0)}; it is right about {Figures.Percent((double)right / asked.Length, 0)} of {(asked.Length < context.Examples.Length ? $"{Figures.Count(asked.Length)} of {Figures.Count(context.Examples.Length, "example")}" : Figures.Count(asked.Length, "example"))} (the commonest label has {Figures.Percent(chance, 0)}; {Figures.P(p)}), and about {rightOfSure} of the {sure.Length} that it is as sure of. What is learnt hangs on this row: confirm its label, and put a second example beside it that is '{name}' and differs in what decides; or relabel it.") with
                {
                    Choices = RowMends.Choices(RowMends.Relabel(context, row.Row, name), RowMends.AddContrast(context, row.Row, name)),
                },
                [row.Row]);
    }

    private static double[] Shares(double[] weights)
    {
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static int Best(double[] shares) => Array.IndexOf(shares, shares.Max());
}
