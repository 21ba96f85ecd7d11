using System.Collections.Immutable;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>The tokens that each document's client was last given, for the next answer to say only what has changed.</summary>
internal sealed class TokenCache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentUri, (string Id, ImmutableArray<int> Data)> _last = [];
    private long _next;

    /// <summary>A name for the tokens.</summary>
    public string Keep(DocumentUri uri, ImmutableArray<int> data)
    {
        lock (_lock)
        {
            var id = (++_next).ToString();
            _last[uri] = (id, data);
            return id;
        }
    }

    /// <summary>Null where the client names tokens that it was not given last.</summary>
    public ImmutableArray<int>? Find(DocumentUri uri, string id)
    {
        lock (_lock)
            return _last.TryGetValue(uri, out var last) && last.Id == id ? last.Data : null;
    }

    public void Forget(DocumentUri uri)
    {
        lock (_lock)
            _last.Remove(uri);
    }
}
