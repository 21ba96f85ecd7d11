using System.Collections.Immutable;
using System.Text;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Language;

namespace AdaptLab.Audit.Tests.Planting;

/// <summary>A small spec drawn from a pool, to be changed by a plant and then audited.</summary>
internal class Trial
{
    private const int MostEvalRows = 60;

    /// <param name="perLabel">Examples of each label.</param>
    public Trial(Pool pool, int perLabel, int seed)
    {
        Pool = pool;
        Random = new Random(seed * 7919 + perLabel);
        var rows = pool.Rows.ToArray();
        Random.Shuffle(rows);
        foreach (var (text, label) in rows)
        {
            if (Examples.Count(row => row.Label == label) < perLabel)
                Examples.Add((text, label));
            else if (Eval.Count < MostEvalRows)
                Eval.Add((text, label));
        }
    }

    public Pool Pool { get; }

    public Random Random { get; }

    public List<(string Text, int Label)> Examples { get; } = [];

    public List<(string Text, int Label)> Eval { get; } = [];

    /// <summary>What stands in place of the instruction.</summary>
    public string Instruction { get; set; } = "Name the right label.";

    public string Strategy { get; set; } = "strategy prompt { shots: 0 }";

    private BaseOpinions? Base { get; set; }

    /// <summary>With the opinions of a base that is right about three in four rows, and sure of these; of the others it is unsure.
    /// They are of the labels as they are now: what is planted later is what it contradicts.</summary>
    public Trial WithBase()
    {
        var others = Pool.Labels.Length - 1;
        Base = new BaseOpinions("a base that knows", Examples.DistinctBy(row => row.Text).ToImmutableDictionary(row => row.Text, row =>
        {
            var (mine, first, firstShare) = Random.Next(4) > 0 ? (0.85f, -1, 0f) : (0.3f, LabelIndex(OtherLabel(row.Label)), 0.45f);
            var rest = (1 - mine - firstShare) / Math.Max(1, first < 0 ? others : others - 1);
            return Enumerable.Range(0, others + 1).Select(label => label == row.Label ? mine : label == first ? firstShare : rest).ToImmutableArray();
        }, StringComparer.Ordinal));
        return this;
    }

    public string OtherLabel(int label)
    {
        var others = Enumerable.Range(0, Pool.Labels.Length).Where(l => l != label).ToArray();
        return Pool.Labels[others[Random.Next(others.Length)]].Label;
    }

    public int LabelIndex(string name) => Enumerable.Range(0, Pool.Labels.Length).First(l => Pool.Labels[l].Label == name);

    public virtual string Text()
    {
        var text = new StringBuilder();
        text.AppendLine($"task planted: classify {{\n  instruction: {SpecNames.Literal(Instruction)}\n  labels: {{");
        foreach (var (label, description) in Pool.Labels)
            text.AppendLine($"    {SpecNames.Written(label)}: {SpecNames.Literal(description)}");
        text.AppendLine("  }\n}\nexamples planted {");
        Rows(Examples);
        text.AppendLine("}\neval {");
        Rows(Eval);
        text.AppendLine("}");
        return text.AppendLine(Strategy).ToString();

        void Rows(List<(string Text, int Label)> rows)
        {
            foreach (var row in rows)
                text.AppendLine($"  {SpecNames.Literal(row.Text)} => {SpecNames.Written(Pool.Labels[row.Label].Label)}");
        }
    }

    /// <summary>What the checks look at.</summary>
    public async Task<AuditContext> ContextAsync()
    {
        var compilation = Compilation.Parse(Text());
        var reading = await SpecData.ReadAsync(compilation, Path.Combine(Path.GetTempPath(), "planted.adapt"), CancellationToken.None);
        return ExampleAudit.ContextOf(compilation, reading, new FeatureCache(), CancellationToken.None, Base)
            ?? throw new InvalidOperationException(string.Join('\n', compilation.Diagnostics.Concat(reading.Diagnostics).Select(d => d.Message)));
    }
}
