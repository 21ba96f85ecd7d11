using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Audit;

/// <summary>What the base model is asked about the examples: a spec whose eval rows they are, with a prompt without shots. Whoever has a
/// worker runs it there; nothing here loads a model.</summary>
/// <param name="Frame">What all rows are asked with (instruction, labels, model): what is said of a row holds for as long as it stands.</param>
/// <param name="Text">The spec; of no meaning where <paramref name="Asked"/> is 0.</param>
/// <param name="Plan">Of that spec; null where nothing is left to ask.</param>
/// <param name="Asked">How many rows.</param>
public sealed record BaseQuestion(string Frame, string Text, Plan? Plan, int Asked)
{
    /// <summary>Why a task whose answers are written has no such question.</summary>
    private const string NoLabels = "only tasks with labels have such a question: this one writes its answers.";

    /// <summary>SHA-256 of the spec, hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>The name under which the store keeps such a run: not the spec's own, whose last run this is not.</summary>
    /// <param name="specPath">In whose folder it is taken to lie.</param>
    public static string PathBeside(string specPath) => specPath + ".base";

    /// <summary>Exactly one of the two: the question, or in one line why there is none.</summary>
    /// <param name="specPath">The spec's file, absolute.</param>
    /// <param name="folder">As <see cref="Compilation.Parse"/> takes it.</param>
    /// <param name="most">Of more rows so many are drawn evenly.</param>
    /// <param name="known">What was said before; rows in it are not asked again, where it was with the same frame.</param>
    public static async Task<(BaseQuestion? Question, string? Problem)> OfAsync(
        Compilation compilation, SpecDataReading reading, string specPath, string folder, int most, BaseOpinions? known, CancellationToken cancellation)
    {
        if (compilation.Spec.Task.Kind != TaskKind.Classify)
            return (null, NoLabels);
        var frame = FrameOf(compilation, reading);
        var rows = Rows(compilation, reading, most).Where(row => known?.Frame != frame || !known.ByText.ContainsKey(row.Text)).ToArray();
        if (rows.Length == 0)
            return (new BaseQuestion(frame, "", null, 0), null);
        var text = new StringBuilder(frame).AppendLine("eval {");
        foreach (var row in rows)
            text.AppendLine($"  {SpecNames.Literal(row.Text)} => {SpecNames.Written(reading.Labels[row.Label].Name)}");
        var asked = Compilation.Parse(text.AppendLine("}\nstrategy prompt { shots: 0 }\ncompare { seeds: 1 }").ToString(), folder);
        var data = await SpecData.ReadAsync(asked, specPath, cancellation);
        return asked.HasErrors || data.Data is null || Planner.Create(asked.Spec, data.Data, StrategyTraits.All, PlanOptions.Default).Plan is not { } plan
            ? (null, asked.Diagnostics.Concat(data.Diagnostics).FirstOrDefault(diagnostic => diagnostic.IsError)?.Message ?? "the model cannot be asked about these examples.")
            : (new BaseQuestion(frame, asked.Text, plan, rows.Length), null);
    }

    /// <summary>Null where the record is not the answer to it.</summary>
    /// <param name="labels">Of the spec that is audited.</param>
    public BaseOpinions? Read(RunRecord? record, ImmutableArray<LabelSpec> labels)
    {
        if (record is not { Candidates: [{ Seeds: [var seed, ..] } candidate, ..] })
            return null;
        var ofLabel = labels.Select(label => record.Labels.IndexOf(label.Name)).ToArray();
        return ofLabel.Contains(-1) ? null : new BaseOpinions(
            record.ModelOf(candidate).Name,
            record.Rows.Zip(seed.Predictions).Where(row => row.Second.Probabilities.Length == record.Labels.Length).DistinctBy(row => row.First.Text)
                .ToImmutableDictionary(row => row.First.Text, row => ofLabel.Select(label => row.Second.Probabilities[label]).ToImmutableArray(), StringComparer.Ordinal))
        { Frame = Frame };
    }

    /// <summary>A spec without eval rows. It must have examples of its own, and shows none of them.</summary>
    public static string FrameOf(Compilation compilation, SpecDataReading reading)
    {
        var text = new StringBuilder();
        foreach (var declaration in compilation.Tree.Root.Declarations.Where(declaration => declaration.Keyword.Text is "task" or "model"))
            text.AppendLine(compilation.Text.Substring(declaration.Span.Start, declaration.Span.Length));
        text.AppendLine("examples unseen {");
        foreach (var (index, label) in reading.Labels.Index())
            text.AppendLine($"  {SpecNames.Literal($"({index + 1})")} => {SpecNames.Written(label.Name)}");
        return text.AppendLine("}").ToString();
    }

    private static IEnumerable<LabelledRow> Rows(Compilation compilation, SpecDataReading reading, int most)
    {
        var rows = compilation.Spec.Examples.DistinctBy(set => set.Name).SelectMany(set => reading.Rows!.Examples[set.Name]).DistinctBy(row => row.Text).ToArray();
        var asked = Math.Min(rows.Length, most);
        return Enumerable.Range(0, asked).Select(i => rows[(int)((long)i * rows.Length / asked)]);
    }
}
