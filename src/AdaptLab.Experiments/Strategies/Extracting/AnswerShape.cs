using AdaptLab.Reading;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>How an answer looks, whatever it says.</summary>
/// <param name="Length">In words without articles, at most <see cref="Longest"/>.</param>
internal readonly record struct AnswerShape(bool IsQuantity, bool IsName, bool BeginsWithFunctionWord, int Length)
{
    public const int Longest = 6;

    public static AnswerShape Of(ReadOnlySpan<PassageWord> words)
    {
        var (quantity, name, length) = (false, false, 0);
        foreach (var word in words)
        {
            quantity |= word.IsNumber;
            name |= word.IsCapital;
            length += EnglishWords.IsArticle(word.Lower) ? 0 : 1;
        }

        return new AnswerShape(
            quantity, name, words.Length > 0 && words[0].IsFunction && !words[0].IsNumber && !EnglishWords.IsArticle(words[0].Lower), Math.Min(length, Longest));
    }

    /// <summary>Of an answer by itself, in which a capital at the beginning is that of a name.</summary>
    public static AnswerShape Of(string answer)
    {
        var words = PassageText.Of(answer).Sentences.SelectMany(sentence => sentence).ToArray();
        return Of(words) with { IsName = words.Any(word => char.IsUpper(answer[word.Start])) };
    }
}

/// <summary>How the answer to a question should look, by the answers to those that are asked alike.</summary>
internal sealed class ExpectedShape
{
    /// <summary>As if so many answers had been seen that say nothing.</summary>
    private const double Doubt = 0.7;
    private const double Base = 0.4;

    private readonly double _quantity;
    private readonly double _name;
    private readonly double _function;
    private readonly double[] _lengths = new double[AnswerShape.Longest + 1];

    public ExpectedShape(QuestionText question, IEnumerable<(QuestionText Question, AnswerShape Answer)> examples)
    {
        var alike = examples.Select(example => (likeness: question.Likeness(example.Question), example.Answer)).ToArray();
        var most = alike.Select(example => example.likeness).DefaultIfEmpty().Max();
        var weighed = alike.Select(example => (weight: Math.Exp(1.2 * (example.likeness - most)), example.Answer)).ToArray();
        var sum = weighed.Sum(example => example.weight);
        // Twenty that are hardly alike tell no more than one that is.
        var seen = sum == 0 ? 0 : sum * sum / weighed.Sum(example => example.weight * example.weight);
        double Expect(Func<AnswerShape, double> has, double otherwise) =>
            ((sum == 0 ? 0 : seen * weighed.Sum(example => example.weight * has(example.Answer)) / sum) + (Doubt * otherwise)) / (seen + Doubt);

        _quantity = Expect(shape => shape.IsQuantity ? 1 : 0, Base);
        _name = Expect(shape => shape.IsName ? 1 : 0, Base);
        _function = Expect(shape => shape.BeginsWithFunctionWord ? 1 : 0, Base);
        for (var length = 0; length < _lengths.Length; length++)
            _lengths[length] = Expect(shape => Math.Abs(shape.Length - length) switch { 0 => 1, 1 => 0.4, _ => 0 }, Base / 2);
    }

    /// <summary>How well a shape fits, trait by trait, as logarithms of what was expected.</summary>
    public (double Quantity, double Name, double Function, double Length) Fit(AnswerShape shape) =>
        (Log(_quantity, shape.IsQuantity), Log(_name, shape.IsName), Log(_function, shape.BeginsWithFunctionWord), Log(_lengths[shape.Length], has: true));

    private static double Log(double expected, bool has) => Math.Log(Math.Max(0.02, has ? expected : 1 - expected));
}
