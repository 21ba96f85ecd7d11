using System.Collections.Immutable;

namespace AdaptLab.Audit.Tests.Planting;

/// <summary>How well a check finds what was planted.</summary>
/// <param name="Planted">Rows that were made wrong; sets, where the set as a whole was.</param>
/// <param name="Found">Of these, those that it names.</param>
/// <param name="False">What it names besides.</param>
/// <param name="CleanFalse">What it names where nothing was planted.</param>
/// <param name="CleanTrials">Among which that was counted.</param>
internal sealed record Score(int Planted, int Found, int False, int CleanFalse, int CleanTrials)
{
    /// <summary>The share of what it names that was planted; null where it names nothing.</summary>
    public double? Precision => Found + False == 0 ? null : (double)Found / (Found + False);

    /// <summary>The share of what was planted that it names.</summary>
    public double Recall => (double)Found / Planted;

    /// <summary>Plants until at least so many are planted, over all pools in turn.</summary>
    /// <param name="baseline">Whether the simple way is scored in place of the check.</param>
    public static async Task<Score> OfAsync(Plant plant, ImmutableArray<Pool> pools, int perLabel, int fewest, bool baseline = false)
    {
        var check = ExampleChecks.All.Single(check => check.Rule.Code == plant.Code);
        int planted = 0, found = 0, wrong = 0, cleanFalse = 0, trials = 0;
        for (; planted < fewest; trials++)
        {
            var pool = pools[trials % pools.Length];
            var clean = New();
            cleanFalse += baseline ? plant.Baseline!(clean).Distinct().Count() : check.Find(await clean.ContextAsync()).Count();

            var trial = New();
            var made = plant.Make(trial);
            // Not one of these rows can be made wrong in this way.
            if (made.IsDefault)
                continue;
            var texts = made.ToHashSet(StringComparer.Ordinal);
            ImmutableArray<ImmutableArray<string>> named = baseline
                ? [.. plant.Baseline!(trial).Distinct().Select(text => ImmutableArray.Create(text))]
                : [.. check.Find(await trial.ContextAsync()).Select(finding => finding.Rows.Select(row => row.Text).ToImmutableArray())];
            if (texts.Count == 0)
            {
                // Of a set that is wrong as a whole, once is enough.
                planted++;
                found += named.IsEmpty ? 0 : 1;
                continue;
            }

            planted += texts.Count;
            // Of a pair, either row leads to the other.
            found += texts.Count(text => named.Any(rows => rows.Contains(text)));
            wrong += named.Count(rows => !rows.Any(texts.Contains));

            Trial New() => plant.Trial(pool, perLabel, trials);
        }

        return new Score(planted, found, wrong, cleanFalse, trials);
    }
}
