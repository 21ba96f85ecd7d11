using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <summary>What may be written at the cursor.</summary>
public static class Completions
{
    /// <param name="folder">What lies around the spec; null where nothing was listed.</param>
    public static ImmutableArray<Completion> At(SpecSnapshot snapshot, int offset, SpecFolder? folder) =>
        [.. Language.Schema.Declarations.All.Select((declaration, index) => new Completion(
            declaration.Keyword, CompletionKind.Keyword, declaration.Form, declaration.Doc, declaration.Keyword, false, $"{index:00}", new TextSpan(offset, 0)))];
}
