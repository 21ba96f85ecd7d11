using AdaptLab.Audit.Similarity;

namespace AdaptLab.Audit.Tests.Planting;

/// <summary>Says the same in other words, by a list of them: at least two places of a sentence are reworded, and parts of it
/// change places.</summary>
internal static class Paraphrases
{
    private static readonly (string Said, string Instead)[] Words =
    [
        ("either party", "each side"), ("the parties", "both sides"), ("terminate", "end"), ("terminated", "ended"), ("termination", "the end"), ("agreement", "contract"), ("shall", "must"), ("prior to", "before"),
        ("written notice", "notice in writing"), ("notify", "inform"), ("pay", "settle"), ("paid", "settled"), ("payment", "remittance"), ("invoice", "bill"), ("invoices", "bills"), ("fee", "charge"), ("fees", "charges"),
        ("company", "firm"), ("customer", "client"), ("customers", "clients"), ("supplier", "vendor"), ("tenant", "lessee"), ("landlord", "lessor"), ("confidential", "secret"), ("disclose", "reveal"), ("disclosed", "revealed"),
        ("damages", "losses"), ("loss", "harm"), ("liable", "responsible"), ("liability", "responsibility"), ("automatically", "by itself"), ("renew", "extend"), ("renews", "is extended"), ("assign", "transfer"), ("assigned", "transferred"),
        ("consent", "approval"), ("governed", "ruled"), ("courts", "tribunals"), ("court", "tribunal"), ("laws", "statutes"), ("within", "in no more than"), ("unless", "except where"), ("if", "in case"), ("because", "since"),
        ("password", "passcode"), ("log in", "sign in"), ("sign in", "log in"), ("account", "profile"), ("error", "fault"), ("crashes", "closes by itself"), ("slow", "sluggish"), ("broken", "not working"), ("button", "control"),
        ("please", "kindly"), ("cannot", "am not able to"), ("can't", "am unable to"), ("want", "would like"), ("need", "require"), ("help", "assist"), ("show", "display"), ("shows", "displays"), ("change", "alter"), ("changed", "altered"),
        ("add", "include"), ("remove", "delete"), ("delete", "remove"), ("email", "mail"), ("message", "note"), ("phone", "mobile"), ("screen", "display"), ("page", "site"), ("every", "each"), ("all", "the whole of"), ("again", "once more"),
        ("expect", "foresee"), ("expects", "foresees"), ("expected", "foreseen"), ("believe", "think"), ("revenue", "turnover"), ("revenues", "turnover"), ("increase", "rise"), ("increased", "rose"), ("decrease", "fall"), ("decreased", "fell"),
        ("quarter", "three months"), ("year", "twelve months"), ("annual", "yearly"), ("approximately", "about"), ("plan", "intend"), ("plans", "intends"), ("begin", "start"), ("continue", "go on"), ("future", "coming"), ("compared with", "against"),
        ("get", "obtain"), ("buy", "purchase"), ("send", "dispatch"), ("sent", "dispatched"), ("receive", "get"), ("received", "got"), ("made", "effected"), ("use", "employ"), ("used", "employed"), ("allow", "permit"), ("after", "following"),
        ("would", "should"), ("may", "can"), ("any", "whatever"), ("such", "this kind of"), ("but", "yet"), ("also", "as well"), ("only", "solely"), ("now", "at present"), ("today", "this very day"), ("yesterday", "the day before"), ("however", "nevertheless"),
    ];

    /// <summary>Null where the list has too few of its words, so that most letters stay.</summary>
    public static string? Of(Random random, string text)
    {
        var words = Words.ToArray();
        random.Shuffle(words);
        var made = $" {text.TrimEnd('.', '!', '?')} ";
        var changes = 0;
        foreach (var (said, instead) in words)
        {
            var at = made.IndexOf($" {said} ", StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                continue;
            made = $"{made[..at]} {instead} {made[(at + said.Length + 2)..]}";
            changes++;
        }

        // What stands behind a comma, or behind the middle, is put first.
        var parts = made.Trim().Split(", ", 2);
        var turned = parts.Length == 2 ? $"{parts[1]}, {parts[0]}" : made.Trim();
        return changes >= 2 && NearPairs.Similarity(TextFeatures.Of(text), TextFeatures.Of(turned), NearPairs.Threshold) is null ? char.ToUpperInvariant(turned[0]) + turned[1..] + "." : null;
    }
}
