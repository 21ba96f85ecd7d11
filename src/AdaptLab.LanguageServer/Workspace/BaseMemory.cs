using AdaptLab.Audit;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>What the base model has said of a spec's examples. Outlives a version of the text: of rows that stay nothing is asked anew.</summary>
internal sealed class BaseMemory
{
    private volatile BaseOpinions? _last;

    /// <summary>Null where it was not asked with these labels and this instruction.</summary>
    public BaseOpinions? Of(string frame) => _last is { } known && known.Frame == frame ? known : null;

    /// <returns>With what was known before.</returns>
    public BaseOpinions Keep(BaseOpinions said) => _last = said.With(_last);
}
