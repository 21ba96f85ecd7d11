namespace AdaptLab.Language.Tests.Documentation;

/// <summary>An example in a document: a ```adapt block. Its fence may name the codes that it must yield
/// (`adapt error=ADAPT2101`), and says `whole` where nothing may be added to it.</summary>
internal sealed record AdaptBlock(string Document, int Line, string Text, IReadOnlyList<string> Codes, bool IsWhole)
{
    public Compilation Compile()
    {
        // A document that held a NUL would itself be no text: its picture stands for it.
        var text = Text.Replace('\u2400', '\0');
        return Compilation.Parse(IsWhole ? text : Fragment.Missing(text) + text, "specs");
    }

    public static IReadOnlyList<AdaptBlock> Of(string document)
    {
        var blocks = new List<AdaptBlock>();
        string? fence = null;
        var body = new List<string>();
        var lines = File.ReadAllLines(Repository.PathOf(document));
        for (var i = 0; i < lines.Length; i++)
        {
            if (fence is null && lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                fence = lines[i][3..];
                body.Clear();
            }
            else if (fence is not null && lines[i] == "```")
            {
                if (fence.Split(' ') is ["adapt", .. var words])
                    blocks.Add(Read(document, i + 1 - body.Count, body, words));
                fence = null;
            }
            else
            {
                body.Add(lines[i]);
            }
        }

        return blocks;
    }

    public override string ToString() => $"{Document}:{Line}";

    private static AdaptBlock Read(string document, int line, List<string> body, string[] words)
    {
        const string error = "error=";
        var unknown = words.FirstOrDefault(w => w != "whole" && !w.StartsWith(error, StringComparison.Ordinal));
        if (unknown is not null)
            throw new InvalidOperationException($"{document}:{line}: the fence says '{unknown}', which means nothing.");
        var codes = words.Where(w => w.StartsWith(error, StringComparison.Ordinal)).SelectMany(w => w[error.Length..].Split(',')).ToList();
        return new AdaptBlock(document, line, string.Concat(body.Select(l => l + "\n")), codes, words.Contains("whole"));
    }
}
