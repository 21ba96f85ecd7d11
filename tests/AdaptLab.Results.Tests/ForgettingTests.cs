using System.Collections.Immutable;

namespace AdaptLab.Results.Tests;

public class ForgettingTests
{
    private static readonly ImmutableArray<double> Text = [.. Enumerable.Range(0, 12).Select(paragraph => 2 + (0.1 * paragraph))];

    private static ProbeOutcome Outcome(int right, double more = 0) =>
        new([.. Enumerable.Range(0, 48).Select(row => row < right)], [.. Text.Select(bits => bits + more)]);

    private static Comparison Probed(params ProbeOutcome[] after)
    {
        var gold = Enumerable.Range(0, 60).Select(row => row % 2).ToArray();
        var record = SyntheticRun.Answers(gold, [.. after.Select((_, index) => ($"lora {index}", gold))]);
        return Comparison.Of(record with
        {
            Candidates = [.. record.Candidates.Select((run, index) => run with { Seeds = [run.Seeds[0] with { Probe = new Probe(1, Outcome(40), after[index]) }] })],
        });
    }

    [Fact]
    public void What_the_base_could_do_and_cannot_any_more_is_told_with_its_p_value()
    {
        var forgetting = Assert.Single(Probed(Outcome(28, 0.3)).Forgettings);

        Assert.True(forgetting is { LosesSkills: true, LosesLanguage: true });
        Assert.Equal("⚠ 83.3 % → 58.3 %, p < 0.001", forgetting.Skills);
        Assert.Equal("⚠ 2.55 → 2.85, p < 0.001", forgetting.Language);
        Assert.StartsWith("lora 0 forgets: it answers 25.0 points fewer of the small tasks that the base could do (p < 0.001), and a byte of other text takes it 0.30 bits more", forgetting.Sentence, StringComparison.Ordinal);
        Assert.Contains(Probed(Outcome(28, 0.3)).Advice, advice => advice.Text == forgetting.Sentence);
    }

    [Fact]
    public void A_loss_within_chance_is_none_and_a_gain_is_no_loss()
    {
        Assert.Null(Probed(Outcome(38)).Forgettings.Single().Sentence);
        Assert.Null(Probed(Outcome(48, -0.2)).Forgettings.Single().Sentence);
    }

    [Fact]
    public void Of_many_candidates_all_tests_are_corrected_together()
    {
        // Five rows of 48 lost alone are p = 0.06; eight are 0.008, and 0.03 beside one other candidate's two tests.
        Assert.True(Probed(Outcome(32)).Forgettings.Single().LosesSkills);
        Assert.False(Probed([Outcome(32), .. Enumerable.Repeat(Outcome(40), 9)]).Forgettings.Single(forgetting => forgetting.Candidate.Name == "lora 0").LosesSkills);
    }

    [Fact]
    public void Who_was_not_asked_has_forgotten_nothing() => Assert.Empty(Comparison.Of(SyntheticRun.Of(20, 2, new Wanted("lora", 0.8, 3))).Forgettings);

    [Fact]
    public void A_record_keeps_what_was_asked()
    {
        var comparison = Probed(Outcome(28, 0.3));

        Assert.Equal(comparison.Forgettings[0].Skills, Comparison.Of(RunRecordJson.Read(RunRecordJson.Write(comparison.Record)).Record!).Forgettings[0].Skills);
    }
}
