using System.Collections.Immutable;
using System.Numerics.Tensors;
using AdaptLab.Audit.Similarity;
using AdaptLab.Language.Binding;

namespace AdaptLab.Audit.Learning;

/// <summary>Ways to say how well each label fits a row, none of which has seen the row. With few examples the mean of a label's
/// rows says more than the nearest of them, and more than what is fitted to all.</summary>
/// <param name="Name">Whose opinion it is, in words.</param>
/// <param name="Weight">How much it counts beside others.</param>
/// <param name="Scores">Row by row, a score a label: over all rows of mean 0 and deviation 1.</param>
internal sealed record LabelView(string Name, double Weight, double[][] Scores)
{
    /// <summary>How much a word that a label has not counts: a third of one that it has once.</summary>
    private const double Unseen = 0.3;

    /// <summary>Of a view that knows no more than chance, so much is left.</summary>
    private const double LeastSkill = 0.01;

    /// <summary>So that a view that always knows counts twice what it is worth among others, and one that knows as most do about as much.</summary>
    private const double SkillScale = 8;

    /// <summary>All that there are for these rows. How much each counts depends on how well it tells labels that were given from planted
    /// ones: in one task the words decide, in another what they mean.</summary>
    public static ImmutableArray<LabelView> Of(AuditContext context, ImmutableArray<AuditedRow> rows)
    {
        var labels = context.Labels.Length;
        int[] given = [.. rows.Select(row => row.Label)];
        int[] numbers = [.. rows.Select(row => row.Number)];
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        var characters = new TermSpace([.. rows.Select(row => row.Features)], text => text.Shingles.Select(shingle => (shingle, 1)));
        var views = ImmutableArray.CreateBuilder<LabelView>();
        Add("the other examples", 1, context.Space.MeanCosines(numbers, numbers, given, labels));
        Add("the other examples", 0.6, characters.MeanCosines(all, all, given, labels));
        Add("the other examples", 0.4, WordCounts(rows, given, labels));
        Add("the other examples", 1, context.Meaning.MeanCosines(numbers, numbers, given, labels));
        AddOtherSets(context.Space.MeanCosines);
        AddOtherSets(context.Meaning.MeanCosines);
        if (Descriptions(context, rows) is { } descriptions)
            Add("the labels' descriptions", 0.3, descriptions);
        if (DescribedMeanings(context, rows) is { } meanings)
            Add("the labels' descriptions", 0.3, meanings);
        return views.ToImmutable();

        void Add(string name, double weight, double[][] scores)
        {
            var standard = Standardised(scores);
            var skill = Math.Max(LeastSkill, PlantedNoise.Told(standard, given) - 0.5);
            views.Add(new LabelView(name, weight * SkillScale * skill * skill, standard));
        }

        void AddOtherSets(MeanLikeness likeness)
        {
            if (OtherSets(context, rows, likeness) is { } others)
                Add("the other sets", 0.6, others);
        }
    }

    /// <inheritdoc cref="TermSpace.MeanCosines"/>
    private delegate double[][] MeanLikeness(IReadOnlyList<int> texts, IReadOnlyList<int> members, IReadOnlyList<int> labels, int labelCount);

    private static double[][] Standardised(double[][] scores)
    {
        var mean = scores.Average(row => row.Average());
        var deviation = Math.Sqrt(scores.Average(row => row.Average(score => (score - mean) * (score - mean))));
        return [.. scores.Select(row => row.Select(score => deviation > 0 ? (score - mean) / deviation : 0).ToArray())];
    }

    /// <summary>Naive Bayes: how probable the row's words are among those of each label.</summary>
    private static double[][] WordCounts(ImmutableArray<AuditedRow> rows, int[] given, int labels)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        int[][] words = [.. rows.Select(row => row.Features.Words.Distinct().Select(word => known.TryGetValue(word, out var id) ? id : known[word] = known.Count).ToArray())];
        var counts = Enumerable.Range(0, labels).Select(_ => new int[known.Count]).ToArray();
        var totals = new int[labels];
        for (var i = 0; i < words.Length; i++)
        {
            totals[given[i]] += words[i].Length;
            foreach (var word in words[i])
                counts[given[i]][word]++;
        }

        return [.. words.Select((own, i) => Enumerable.Range(0, labels).Select(label =>
        {
            // Without the row itself.
            var less = given[i] == label ? 1 : 0;
            var total = Math.Log(totals[label] - less * own.Length + Unseen * known.Count);
            return own.Sum(word => Math.Log(counts[label][word] - less + Unseen) - total) / Math.Sqrt(Math.Max(1, own.Length));
        }).ToArray())];
    }

    /// <summary>What a set's rows are by the other sets alone: a slip that is common in one set does not vouch for itself there.</summary>
    private static double[][]? OtherSets(AuditContext context, ImmutableArray<AuditedRow> rows, MeanLikeness likeness)
    {
        var sets = rows.GroupBy(row => row.Set).Select(set => set.ToArray()).ToArray();
        if (sets.Length < 2)
            return null;
        return
        [
            .. sets.SelectMany(set =>
            {
                var others = rows.Where(row => row.Set != set[0].Set).ToArray();
                return likeness([.. set.Select(row => row.Number)], [.. others.Select(row => row.Number)], [.. others.Select(row => row.Label)], context.Labels.Length);
            }),
        ];
    }

    /// <summary>How near each row is to what the author says of each label; null where he says nothing of one.</summary>
    private static double[][]? Descriptions(AuditContext context, ImmutableArray<AuditedRow> rows)
    {
        if (!AreDescribed(context))
            return null;
        var described = context.Labels.Select(label => TextFeatures.Of(Described(label)));
        var cosines = context.Space.Cosines(described, [.. rows.Select(row => row.Number)], context.Cancellation).ToArray();
        return [.. rows.Select((_, row) => cosines.Select(label => (double)label[row]).ToArray())];
    }

    /// <summary>The same by what the words mean.</summary>
    private static double[][]? DescribedMeanings(AuditContext context, ImmutableArray<AuditedRow> rows)
    {
        if (!AreDescribed(context))
            return null;
        var described = context.Labels.Select(label => context.Meaning.Of(Described(label))).ToArray();
        return [.. rows.Select(row => described.Select(label => (double)TensorPrimitives.Dot<float>(label, context.Meaning[row.Number])).ToArray())];
    }

    private static bool AreDescribed(AuditContext context) => context.Labels.All(label => !string.IsNullOrWhiteSpace(label.Description));

    private static string Described(LabelSpec label) => $"{label.Name} {label.Description}";
}
