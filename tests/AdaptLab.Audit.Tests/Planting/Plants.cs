using System.Collections.Immutable;

namespace AdaptLab.Audit.Tests.Planting;

/// <summary>A defect to plant, and the check that should find it.</summary>
/// <param name="Make">Plants it, and returns the texts of the rows that are wrong now; none where the set as a whole is, default where
/// there is nothing among them to plant it in.</param>
/// <param name="Baseline">What a simple way finds: the texts that it names.</param>
internal sealed record Plant(string Code, string Name, Func<Trial, ImmutableArray<string>> Make, string? BaselineName = null, Func<Trial, IEnumerable<string>>? Baseline = null)
{
    /// <summary>Of a pool, by how many examples a label there are, and a seed.</summary>
    public Func<Pool, int, int, Trial> Trial { get; init; } = (pool, perLabel, seed) => new Trial(pool, perLabel, seed);
}

internal static class Plants
{
    public static ImmutableArray<Plant> All { get; } =
    [
        new("ADAPT3001", "contradiction", trial => Copies(trial, (text, label) => (Respelt(trial, text), trial.LabelIndex(trial.OtherLabel(label)))), "exact match", Baselines.SameTextOtherLabel),
        new("ADAPT3002", "near contradiction", trial => Copies(trial, (text, label) => (Reworded(trial, text), trial.LabelIndex(trial.OtherLabel(label)))), "TF-IDF cosine > 0.8", trial => Baselines.Near(trial, sameLabel: false)),
        new("ADAPT3003", "duplicate", trial => Copies(trial, (text, label) => (Respelt(trial, text), label)), "exact match", Baselines.SameTextSameLabel),
        new("ADAPT3004", "near duplicate", trial => Copies(trial, (text, label) => (Reworded(trial, text), label)), "TF-IDF cosine > 0.8", trial => Baselines.Near(trial, sameLabel: true)),
        new("ADAPT3005", "nearly an eval row", NearlyEval, "TF-IDF cosine > 0.8", Baselines.NearEval),
        new("ADAPT3006", "quoted eval row", QuotedEval),
        new("ADAPT3007", "label without examples", trial => Without(trial, 0)),
        new("ADAPT3008", "label with too few examples", trial => Without(trial, 1)),
        new("ADAPT3009", "labels missing from the shots", TooFewShots),
        new("ADAPT3010", "out of balance", OutOfBalance),
        new("ADAPT3012", "labels that overlap", Overlap),
        new("ADAPT3013", "mislabel", Mislabel, "1-NN disagrees", Baselines.NearestDisagrees),
        new("ADAPT3014", "mislabel, by its influence", Mislabel),
        new("ADAPT3015", "domain shift", Shift),
        new("ADAPT3016", "filled template", Template),
        new("ADAPT3018", "truncated", Truncated),
        new("ADAPT3019", "another language", Foreign),
        new("ADAPT3020", "kinds without examples", Uncovered),
        new("ADAPT3021", "other words, other label", trial => Paraphrased(trial, sameLabel: false), "TF-IDF cosine > 0.8", trial => Baselines.Near(trial, sameLabel: false)),
        new("ADAPT3022", "other words, same label", trial => Paraphrased(trial, sameLabel: true), "TF-IDF cosine > 0.8", trial => Baselines.Near(trial, sameLabel: true)),
        new("ADAPT3023", "label between two others", Between),
        new("ADAPT3024", "label without a boundary case", Plain),
        new("ADAPT3025", "answer that stands nowhere", Misplaced) { Trial = (_, rows, seed) => new WrittenTrial(Pool.Orders, rows, seed) },
        new("ADAPT3026", "values that begin elsewhere", Shifted) { Trial = (_, rows, seed) => new WrittenTrial(Pool.Orders, rows, seed) },
        new("ADAPT3027", "mislabel, by a base that knows", Mislabel) { Trial = (pool, perLabel, seed) => new Trial(pool, perLabel, seed).WithBase() },
    ];

    private static int Count(Trial trial) => Math.Max(1, trial.Examples.Count / 12);

    private static ImmutableArray<string> Copies(Trial trial, Func<string, int, (string Text, int Label)> copy)
    {
        var planted = new List<string>();
        foreach (var (text, label) in Drawn(trial, trial.Examples, Count(trial)))
        {
            var made = copy(text, label);
            trial.Examples.Add(made);
            planted.Add(made.Text);
        }

        return [.. planted];
    }

    private static ImmutableArray<string> NearlyEval(Trial trial)
    {
        var planted = new List<string>();
        foreach (var (text, label) in Drawn(trial, trial.Eval, Count(trial)))
        {
            trial.Examples.Add((Reworded(trial, text), label));
            planted.Add(trial.Examples[^1].Text);
        }

        return [.. planted];
    }

    private static ImmutableArray<string> QuotedEval(Trial trial)
    {
        var row = trial.Eval[trial.Random.Next(trial.Eval.Count)].Text;
        trial.Instruction = $"Name the right label, as for {row}";
        return [row];
    }

    private static ImmutableArray<string> Without(Trial trial, int left)
    {
        var label = trial.Random.Next(trial.Pool.Labels.Length);
        var rows = trial.Examples.Where(row => row.Label == label).Skip(left).ToArray();
        trial.Examples.RemoveAll(rows.Contains);
        return [];
    }

    private static ImmutableArray<string> TooFewShots(Trial trial)
    {
        trial.Strategy = $"strategy prompt {{ shots: {trial.Random.Next(1, trial.Pool.Labels.Length)} }}";
        return [];
    }

    private static ImmutableArray<string> OutOfBalance(Trial trial)
    {
        var often = trial.Random.Next(trial.Pool.Labels.Length);
        var kept = new Dictionary<int, int>();
        var rows = trial.Examples.Where(row => row.Label == often || (kept[row.Label] = kept.GetValueOrDefault(row.Label) + 1) <= Math.Max(1, trial.Examples.Count / trial.Pool.Labels.Length / 5)).ToArray();
        trial.Examples.Clear();
        trial.Examples.AddRange(rows);
        return [];
    }

    private static ImmutableArray<string> Overlap(Trial trial)
    {
        var first = trial.Random.Next(trial.Pool.Labels.Length);
        var second = trial.LabelIndex(trial.OtherLabel(first));
        for (var i = 0; i < trial.Examples.Count; i++)
        {
            if (trial.Examples[i].Label == first || trial.Examples[i].Label == second)
                trial.Examples[i] = (trial.Examples[i].Text, trial.Random.Next(2) == 0 ? first : second);
        }

        return [];
    }

    private static ImmutableArray<string> Mislabel(Trial trial)
    {
        var planted = new List<string>();
        foreach (var row in Drawn(trial, trial.Examples, Count(trial)))
        {
            trial.Examples[trial.Examples.IndexOf(row)] = (row.Text, trial.LabelIndex(trial.OtherLabel(row.Label)));
            planted.Add(row.Text);
        }

        return [.. planted];
    }

    private static ImmutableArray<string> Shift(Trial trial)
    {
        // As if another desk had written them down: most examples begin and end in its manner.
        string[] before = ["As noted by the clerk on duty,", "According to the file,", "For the record:"], after = ["(see file).", "Noted and filed.", "Filed by the clerk."];
        for (var i = 0; i < trial.Examples.Count; i++)
        {
            if (trial.Random.NextDouble() < 0.6)
                trial.Examples[i] = ($"{before[trial.Random.Next(3)]} {trial.Examples[i].Text} {after[trial.Random.Next(3)]}", trial.Examples[i].Label);
        }

        return [];
    }

    private static ImmutableArray<string> Template(Trial trial)
    {
        var (text, label) = trial.Examples[trial.Random.Next(trial.Examples.Count)];
        string[] places = ["Leeds", "Cork", "Malmö", "Graz"];
        var rows = places.Select((place, i) => $"In {place}, under file {trial.Random.Next(1000, 9999)}: {text}").ToArray();
        trial.Examples.AddRange(rows.Select(row => (row, label)));
        return [.. rows];
    }

    private static ImmutableArray<string> Truncated(Trial trial)
    {
        var planted = new List<string>();
        foreach (var row in Drawn(trial, trial.Examples, Count(trial)))
        {
            var words = row.Text.Split(' ');
            var cut = string.Join(' ', words.Take(Math.Max(4, words.Length * trial.Random.Next(40, 80) / 100)));
            trial.Examples[trial.Examples.IndexOf(row)] = (cut, row.Label);
            planted.Add(cut);
        }

        return [.. planted];
    }

    private static ImmutableArray<string> Foreign(Trial trial)
    {
        var rows = ForeignRows.ToArray();
        trial.Random.Shuffle(rows);
        ImmutableArray<string> planted = [.. rows.Take(Count(trial))];
        trial.Examples.AddRange(planted.Select(text => (text, trial.Random.Next(trial.Pool.Labels.Length))));
        return planted;
    }

    private static IEnumerable<(string Text, int Label)> Drawn(Trial trial, List<(string Text, int Label)> rows, int count)
    {
        var drawn = rows.ToArray();
        trial.Random.Shuffle(drawn);
        return drawn[..Math.Min(count, drawn.Length)];
    }

    /// <summary>Another text to the letter, and the same to a reader: case, spacing and punctuation at the end.</summary>
    private static string Respelt(Trial trial, string text) => trial.Random.Next(4) switch
    {
        0 => text,
        1 => text.ToUpperInvariant(),
        2 => text.TrimEnd('.') + " !",
        _ => text.Replace(" ", "  ", StringComparison.Ordinal),
    };

    /// <summary>A word or two less, more, or misspelt.</summary>
    private static string Reworded(Trial trial, string text)
    {
        var words = text.Split(' ').ToList();
        for (var change = trial.Random.Next(1, words.Count >= 12 ? 3 : 2); change > 0; change--)
        {
            var at = trial.Random.Next(words.Count);
            switch (trial.Random.Next(3))
            {
                case 0 when words.Count > 4:
                    words.RemoveAt(at);
                    break;
                case 1:
                    words.Insert(at, "really");
                    break;
                default:
                    var middle = words[at].Length / 2;
                    words[at] = words[at].Insert(middle, "x");
                    break;
            }
        }

        return string.Join(' ', words);
    }

    private static ImmutableArray<string> Uncovered(Trial trial)
    {
        // As if a third of what is judged came from a desk that no example was taken from.
        var others = trial.Random.Next(ElsewhereBegins.Length);
        for (var i = 0; i < trial.Eval.Count; i += 3)
        {
            var at = (others + i) % ElsewhereBegins.Length;
            trial.Eval[i] = ($"{ElsewhereBegins[at]} {ElsewhereEnds[(i / 3 * 7 + others) % ElsewhereEnds.Length]}", trial.Eval[i].Label);
        }

        return [];
    }

    private static ImmutableArray<string> Paraphrased(Trial trial, bool sameLabel)
    {
        var planted = new List<string>();
        foreach (var (text, label) in Drawn(trial, trial.Examples, trial.Examples.Count))
        {
            if (planted.Count == Count(trial))
                break;
            if (Paraphrases.Of(trial.Random, text) is not { } said)
                continue;
            trial.Examples.Add((said, sameLabel ? label : trial.LabelIndex(trial.OtherLabel(label))));
            planted.Add(said);
        }

        return planted.Count == 0 ? default : [.. planted];
    }

    /// <summary>A third label is given half of the rows of two, and has none of its own.</summary>
    private static ImmutableArray<string> Between(Trial trial)
    {
        if (trial.Pool.Labels.Length < 4)
            return default;
        int[] labels = [.. Enumerable.Range(0, trial.Pool.Labels.Length)];
        trial.Random.Shuffle(labels);
        var (between, first, second) = (labels[0], labels[1], labels[2]);
        trial.Examples.RemoveAll(row => row.Label == between);
        foreach (var label in new[] { first, second })
        {
            var rows = trial.Examples.Where(row => row.Label == label).ToArray();
            foreach (var row in rows.Take(rows.Length / 2))
                trial.Examples[trial.Examples.IndexOf(row)] = (row.Text, between);
        }

        return [];
    }

    /// <summary>Of one label the examples are those that words place surest, and the rest of its rows are judged.</summary>
    private static ImmutableArray<string> Plain(Trial trial)
    {
        var label = trial.Random.Next(trial.Pool.Labels.Length);
        var kept = trial.Examples.Count(row => row.Label == label);
        var surest = trial.Pool.SurestFirst(label);
        trial.Examples.RemoveAll(row => row.Label == label);
        trial.Eval.RemoveAll(row => row.Label == label);
        trial.Examples.AddRange(surest.Take(kept).Select(text => (text, label)));
        trial.Eval.AddRange(surest.Skip(kept).Select(text => (text, label)));
        return [];
    }

    /// <summary>A value of another row, or one with a typing error.</summary>
    private static ImmutableArray<string> Misplaced(Trial trial)
    {
        var written = (WrittenTrial)trial;
        var planted = new List<string>();
        for (var tries = 0; planted.Count < Math.Max(1, written.Rows.Count / 12) && tries < 100; tries++)
        {
            var (row, other) = (trial.Random.Next(written.Rows.Count), trial.Random.Next(written.Rows.Count));
            var field = trial.Random.Next(written.Fields.Length);
            var (text, values) = written.Rows[row];
            if (planted.Contains(text) || values[field] is not { } value)
                continue;
            var wrong = tries % 2 == 0 ? written.Rows[other].Values[field] : value.Insert(value.Length / 2, "x");
            if (wrong is null || text.Contains(wrong, StringComparison.OrdinalIgnoreCase))
                continue;
            values[field] = wrong;
            planted.Add(text);
        }

        return planted.Count == 0 ? default : [.. planted];
    }

    /// <summary>In one field every second value that a little word stands before takes it in.</summary>
    private static ImmutableArray<string> Shifted(Trial trial)
    {
        var written = (WrittenTrial)trial;
        var able = Enumerable.Range(0, written.Fields.Length)
            .Select(field => (Field: field, Rows: written.Rows.Where(row => row.Values[field] is { } value && WrittenTrial.WithLittleWord(row.Text, value) is not null).ToArray()))
            .Where(field => field.Rows.Length >= 4).ToArray();
        if (able.Length == 0)
            return default;
        var (chosen, rows) = able[trial.Random.Next(able.Length)];
        foreach (var (text, values) in rows.Where((_, i) => i % 2 == 0))
            values[chosen] = WrittenTrial.WithLittleWord(text, values[chosen]!);
        return [];
    }

    private static readonly ImmutableArray<string> ElsewhereBegins =
    [
        "Two cups of flour go into", "Heat oven trays before baking", "Sunlight warms seedlings beside", "Goalkeepers rarely leave", "Violins tune up behind",
        "Hikers crossed snowfields above", "Lighthouses once guided sailors around", "Bakers knead dough for", "Telescopes pointed towards", "Gardeners prune roses along",
    ];

    private static readonly ImmutableArray<string> ElsewhereEnds =
    [
        "a buttered ceramic bowl.", "golden almond biscuits.", "southern kitchen windows.", "their penalty areas.", "velvet theatre curtains.", "frozen alpine lakes.",
        "jagged granite reefs.", "crusty sourdough loaves.", "faint spiral galaxies.", "mossy garden walls.", "muddy football pitches.",
    ];

    private static readonly ImmutableArray<string> ForeignRows =
    [
        "Der Mieter hat die Kaution nach dem Ende des Vertrags zurückzuerhalten.",
        "Die Rechnung ist innerhalb von dreißig Tagen nach ihrem Zugang zu bezahlen.",
        "Ich kann mich seit gestern nicht mehr mit meinem Kennwort anmelden.",
        "Le contrat est renouvelé pour une année si les parties ne disent rien.",
        "Nous avons payé la facture deux fois et nous demandons le remboursement.",
        "La page ne se charge pas et les clients sont en colère.",
        "El contrato se termina cuando una de las partes no paga la factura.",
        "No puedo entrar en la cuenta desde que cambié de teléfono.",
        "Il contratto si rinnova ogni anno, ma le parti sono libere di recedere.",
        "Non è possibile salvare il documento e la pagina si chiude.",
        "De huurder kan het contract niet opzeggen voor het einde van het jaar.",
        "Wij hebben de factuur niet ontvangen en kunnen dus niet betalen.",
    ];
}
