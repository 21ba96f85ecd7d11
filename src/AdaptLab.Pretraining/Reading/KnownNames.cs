namespace AdaptLab.Pretraining.Reading;

internal enum NameKind
{
    Unknown,
    Person,
    Place,
    Thing,
}

/// <summary>What an encyclopedia tells of names: a person where an article or its first name says so, a place by what it is called.</summary>
internal sealed class KnownNames
{
    private static readonly HashSet<string> Places = [.. ("city town village country state county province capital region district municipality island river lake mountain continent republic nation " +
        "kingdom territory suburb commune borough peninsula sea ocean area settlement islands community parish neighborhood neighbourhood county prefecture").Split(' ')];

    private static readonly HashSet<string> Offices = [.. ("president king queen emperor pope prince princess general captain director actor actress singer author writer composer producer minister senator governor " +
        "sculptor painter professor sir lord lady saint dr mr mrs ms brother sister father mother son daughter wife husband coach guitarist drummer bassist vocalist songwriter poet novelist philosopher physicist mathematician").Split(' ')];

    private readonly Dictionary<string, Article> _articles = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _firstNames;

    public KnownNames(IReadOnlyList<Article> articles)
    {
        foreach (var article in articles) _articles.TryAdd(article.Title, article);
        _firstNames = [.. articles.Where(article => article.IsPerson && article.Title.Contains(' ', StringComparison.Ordinal)).CountBy(article => article.Title[..article.Title.IndexOf(' ', StringComparison.Ordinal)])
            .Where(pair => pair.Value > 1 && pair.Key.Length > 2).Select(pair => pair.Key)];
    }

    /// <param name="before">The word before it, in lower case.</param>
    public (NameKind Kind, string Called) Of(string name, string before)
    {
        if (_articles.TryGetValue(name, out var article))
            return (article.IsPerson ? NameKind.Person : Places.Contains(article.Kind) ? NameKind.Place : NameKind.Thing, article.Kind);
        var words = name.Split(' ');
        if ((words.Length > 1 && words.Length < 5 && _firstNames.Contains(words[0])) || Offices.Contains(before)) return (NameKind.Person, "");
        return (words.Length < 4 && before is "in" or "at" or "near" or "from" or "to" ? NameKind.Place : NameKind.Unknown, "");
    }

    public static bool IsOffice(string word) => Offices.Contains(word);
}
