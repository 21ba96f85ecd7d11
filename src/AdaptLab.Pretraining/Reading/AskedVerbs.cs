namespace AdaptLab.Pretraining.Reading;

/// <summary>Verbs as a text tells them and as a question asks with them, and what people ask instead of what texts say.</summary>
internal static class AskedVerbs
{
    private static readonly Dictionary<string, string> Irregular = ("became:become began:begin won:win wrote:write written:write made:make took:take taken:take gave:give given:give went:go came:come sang:sing sung:sing " +
        "led:lead left:leave lost:lose met:meet held:hold built:build born:born died:die sold:sell told:tell ran:run grew:grow rose:rise fell:fall fought:fight found:find founded:found thought:think bought:buy brought:bring " +
        "taught:teach caught:catch chose:choose chosen:choose drew:draw drawn:draw drove:drive spoke:speak spent:spend sent:send kept:keep knew:know known:know said:say saw:see seen:see shot:shoot stood:stand swam:swim " +
        "threw:throw wore:wear got:get set:set put:put hit:hit cut:cut beat:beat broke:break broken:break struck:strike sank:sink lay:lie laid:lay paid:pay read:read felt:feel hosted:host married:marry carried:carry " +
        "studied:study received:receive released:release moved:move used:use served:serve named:name produced:produce composed:compose closed:close created:create introduced:introduce established:establish " +
        "appeared:appear died:die retired:retire required:require included:include located:locate divided:divide invented:invent directed:direct starred:star voiced:voice replaced:replace caused:cause raised:raise " +
        "portrayed:portray played:play defeated:defeat signed:sign discovered:discover completed:complete deployed:deploy situated:situate dedicated:dedicate adopted:adopt elected:elect arrived:arrive").Split(' ')
        .Select(pair => pair.Split(':')).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>By the word of the text: what is asked instead.</summary>
    private static readonly Dictionary<string, string[]> Instead = ("released:come out|came out|release;premiered:come out|start|air;aired:come out|air|start;published:come out|written|publish;located:located|found;" +
        "situated:located|found;portrayed:plays|played|play;played:plays|played|play;portrays:plays;stars:plays|in;starring:plays|stars;starred:plays|star;performed:sings|sang|sing;recorded:sings|sang|sing;sung:sings|sang;" +
        "wrote:wrote|written by|author of;written:wrote|write|author;founded:start|started|begin|found;established:start|started|made|created|established;commenced:start|begin;constructed:built|build|made;" +
        "built:build|made;erected:built;born:born|from;died:die|death|pass away;married:marry|wife|husband|married to;elected:become|elected|won;appointed:become|became;won:win|won|winner;winning:win|won;" +
        "defeated:beat|win against;beat:win;directed:director of|made|directed;produced:made|make;created:made|make|invented;invented:invent|made|come up with;discovered:find|found|discover;" +
        "composed:wrote|write|made;introduced:start|come out|introduce;ended:end|over;began:start|started|begin;started:start|begin;moved:move|go;consists:made up of;comprises:made up|have;contains:have|in;" +
        "includes:have;called:called|name;named:name|called;known:known as|called;referred:called;used:use|used for;caused:cause;population:people live|population;largest:biggest|largest|most;highest:tallest|highest|most;" +
        "film:movie|film;films:movies;television:tv|show;series:series|show|season;automobile:car;united:us|usa|united;kingdom:uk|kingdom;purchased:buy|bought;acquired:buy|bought|get;obtained:get|got;" +
        "received:get|got|win;assassinated:killed|shot;killed:kill|killed|die;resides:live|lives;residing:live;lives:live;attended:go to|attend;graduated:go to college|graduate;enacted:passed|law;" +
        "signed:sign|signed;ratified:passed|ratify;opened:open|opened|opening;closed:close|shut down;adopted:adopt|become;declared:declare|become;children:kids|children;occurred:happen|happened|take place;" +
        "occurs:happen|happens;held:take place|held|happen;takes:take;featured:in|featured;appears:appear|in;launched:start|launch|come out;debuted:come out|debut|start;hosted:host|hosted|hosts;voiced:voice|voices|plays")
        .Split(';').Select(pair => pair.Split(':')).ToDictionary(pair => pair[0], pair => pair[1].Split('|'), StringComparer.Ordinal);

    public static bool IsVerb(string word) => Irregular.ContainsKey(word) || (word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal));

    /// <summary>"played" to "play"; what is no verb stays.</summary>
    public static string Base(string word)
    {
        if (Irregular.TryGetValue(word, out var known)) return known;
        if (word.Length < 5 || !word.EndsWith("ed", StringComparison.Ordinal)) return word;
        var stem = word[..^2];
        if (stem.EndsWith('i')) return stem[..^1] + "y";
        if (stem.Length > 3 && stem[^1] == stem[^2] && (stem[^1] is not ('s' or 'l') || stem.Length > 6)) return stem[..^1];
        // "moved", "closed", "placed", "changed", "invited": the e belongs to the word.
        return stem[^1] is 'v' or 'c' or 'u' || stem.EndsWith("at", StringComparison.Ordinal) || stem.EndsWith("ng", StringComparison.Ordinal) || stem.EndsWith("as", StringComparison.Ordinal)
            || stem.EndsWith("os", StringComparison.Ordinal) || stem.EndsWith("it", StringComparison.Ordinal) && stem.EndsWith("vit", StringComparison.Ordinal) || stem.EndsWith("ir", StringComparison.Ordinal) ? word[..^1] : stem;
    }

    public static string? Asked(string word, Random random) => Instead.TryGetValue(word, out var some) ? some[random.Next(some.Length)] : null;
}
