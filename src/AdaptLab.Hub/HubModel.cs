using System.Text.RegularExpressions;

namespace AdaptLab.Hub;

/// <summary>A model on the hub, at a revision. Both become parts of paths and addresses, so only what is a name on the hub is taken.</summary>
/// <param name="Name">"org/name", or the one-part name of some old models.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
public sealed partial record HubModel(string Name, string Revision)
{
    /// <summary>What is taken where nothing is said.</summary>
    public const string StandardRevision = "main";

    /// <summary>Null where one of the two cannot be a name on the hub.</summary>
    public static HubModel? Parse(string name, string? revision = null)
    {
        revision ??= StandardRevision;
        return NamePattern().IsMatch(name) && !name.Contains("--", StringComparison.Ordinal) && !name.Contains("..", StringComparison.Ordinal)
            && RevisionPattern().IsMatch(revision) && !revision.Contains("..", StringComparison.Ordinal) && !revision.Contains("//", StringComparison.Ordinal)
            ? new HubModel(name, revision)
            : null;
    }

    /// <summary>Whether the revision is a commit itself, which never changes.</summary>
    public bool IsCommit => IsHash(Revision, 40);

    public override string ToString() => Revision == StandardRevision ? Name : $"{Name} at {Revision}";

    /// <summary>Lower-case hexadecimal digits, so many of them.</summary>
    internal static bool IsHash(string text, int digits) => text.Length == digits && text.All(char.IsAsciiHexDigitLower);

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,95})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_./+-]{0,199}(?<!/)\z", RegexOptions.CultureInvariant)]
    private static partial Regex RevisionPattern();
}
