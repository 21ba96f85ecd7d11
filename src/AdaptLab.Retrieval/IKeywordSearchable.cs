using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval;

/// <summary>A collection that can be searched by words alone, for which the standard abstractions have no name.</summary>
public interface IKeywordSearchable<TRecord> where TRecord : class
{
    /// <summary>The records with any of the words, best first by BM25 (the score; greater is better).</summary>
    IAsyncEnumerable<VectorSearchResult<TRecord>> KeywordSearchAsync(
        ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = null, CancellationToken cancellationToken = default);
}
