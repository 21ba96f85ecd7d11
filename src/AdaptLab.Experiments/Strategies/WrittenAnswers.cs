using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Transformer;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Answers that a model writes, on one line: freely, or copied from the texts that it reads where the examples show
/// that answers stand there (<see cref="CopyRule"/>).</summary>
internal sealed class WrittenAnswers : IAnswering
{
    private const int FewestTokens = 16;
    private const int MostTokens = 128;

    private readonly ModelSession _session;
    private readonly StrategyContext _context;
    private readonly GreedyDecoding _decoding;
    private readonly ImmutableArray<string> _fields;
    private readonly bool _copies;
    private readonly int _most;
    private readonly int _rowEnd;
    private readonly ImmutableArray<string> _examples;

    public WrittenAnswers(ModelSession session, StrategyContext context, Decoder decoder)
    {
        (_session, _context) = (session, context);
        _decoding = new GreedyDecoding(decoder);
        _fields = [.. context.Task.Fields.Select(field => field.Name)];
        _copies = CopyRule.Holds(context);
        // What examples answer is a measure of what may be needed; twice as much leaves room for longer names.
        _examples = [.. context.Examples.Select(context.AnswerOf).Distinct(StringComparer.Ordinal)];
        var longest = _examples.Select(answer => Tokens(answer).Length).DefaultIfEmpty().Max();
        _most = Math.Clamp(2 * longest, FewestTokens, Math.Min(MostTokens, session.Model.Window / 2));
        _rowEnd = Tokens(PromptLayout.NotInText)[^1];
    }

    public int Room => _session.Model.Window - _most;

    public string Detail => _copies ? ", answers copied" : ", answers written";

    public IAnswerLoss Loss => new WrittenTraining([.. _examples.Select(Tokens)]);

    public int IndexOf(TrainingRow example) => _examples.IndexOf(_context.AnswerOf(example));

    /// <summary>Nothing is chosen among here that a bias could favour.</summary>
    public void Calibrate(IEnumerable<int[]> prompts, PromptPrefix prefix, CancellationToken cancellation)
    {
    }

    public Prediction Predict(int[] prompt, PromptPrefix prefix, IEnumerable<string> read)
    {
        if (prompt.Length > Room) throw TooLong(prompt.Length);
        var written = new List<WrittenToken>();
        var text = "";
        foreach (var token in _decoding.Run(prompt, prefix, _most, _copies ? Constraint(read) : null))
        {
            written.Add(token);
            if (token.Id == _rowEnd || _session.Model.EndTokens.Contains(token.Id)) break;
            text = _session.Model.Tokenizer.Decode([.. written.Select(w => w.Id)]);
            // The end of a row may be a part of a larger token.
            if (text.AsSpan().TrimStart().Contains('\n')) break;
        }

        var answer = PromptLayout.OneLine(text.TrimStart().Split('\n')[0]);
        return new Prediction(new WrittenAnswer(answer, Values(answer), Math.Exp(written.Sum(token => token.LogProbability))));
    }

    public StrategyException TooLong(int tokens) =>
        new(DataDiagnostics.PromptTooLong(_context.Strategy.Span, _context.Strategy.Name, tokens + _most, _session.Model.Window));

    private ImmutableArray<string?>? Values(string answer) =>
        _context.Task.Kind == TaskKind.Extract ? FieldLine.Read(answer, _fields) : [WrittenAnswer.ValueOf(answer)];

    /// <summary>As they follow a request, the end of the row included.</summary>
    private int[] Tokens(string answer) => _session.EncodeAfter(PromptLayout.Arrow, PromptLayout.Continuation(answer));

    /// <summary>Either "none"; or some words of a text, in an `extract` task after the name of each field that is given.</summary>
    private CopyingConstraint Constraint(IEnumerable<string> read)
    {
        const int end = 0, none = 1;
        ImmutableArray<int> Piece(string text) => [.. _session.EncodeAfter(PromptLayout.Arrow, text)];
        var pieces = ImmutableArray.CreateBuilder<CopiedPiece>();
        pieces.Add(new CopiedPiece([_rowEnd], []));
        pieces.Add(new CopiedPiece(Piece(" " + PromptLayout.NotInText), [end]));
        ImmutableArray<int> first;
        if (_fields.IsEmpty)
        {
            pieces.Add(new CopiedPiece(null, [end]));
            first = [none, 2];
        }
        else
        {
            // Of each field three pieces: its name where it is the first one, its name after another one, and its value.
            int Name(int field) => 2 + (3 * field);
            foreach (var (index, field) in _fields.Index())
            {
                pieces.Add(new CopiedPiece(Piece(" " + FieldLine.Opening(field)), [Name(index) + 2]));
                pieces.Add(new CopiedPiece(Piece("; " + FieldLine.Opening(field)), [Name(index) + 2]));
                pieces.Add(new CopiedPiece(null, [end, .. Enumerable.Range(index + 1, _fields.Length - index - 1).Select(later => Name(later) + 1)]));
            }

            first = [none, .. Enumerable.Range(0, _fields.Length).Select(Name)];
        }

        return new CopyingConstraint(pieces.ToImmutable(), first, [.. read.Select(text => CopySource.Of(_session.Model.Tokenizer, PromptLayout.OneLine(text)))]);
    }
}
