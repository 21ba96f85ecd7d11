using System.Collections.Immutable;
using System.Text;
using AdaptLab.Data.Rows;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data.Documents;

/// <summary>Reads the texts that the pattern of a `documents` declaration finds.</summary>
internal sealed class DocumentReader(SpecTree tree, OpenFiles open, DataLimits limits, Findings findings)
{
    /// <param name="rowFiles">Files of rows, absolute: no documents, even where a pattern finds them.</param>
    public async Task<ImmutableArray<DocumentText>> ReadAsync(DocumentSet set, IReadOnlySet<string> rowFiles, CancellationToken cancellation)
    {
        var pattern = new GlobPattern(set.Pattern);
        var files = pattern.Find(tree.Folder, limits.Documents, cancellation);
        if (files.Count > limits.Documents)
        {
            findings.Add(DataDiagnostics.DocumentsTooLarge(set.Span, set.Pattern, $"{limits.Documents} files"));
            return [];
        }

        var documents = ImmutableArray.CreateBuilder<DocumentText>();
        var bytes = 0L;
        foreach (var file in files)
        {
            if (file == tree.File || rowFiles.Contains(file))
            {
                findings.Note($"documents {set.Name}: {tree.Relative(file)} holds rows and is not read as a document.");
                continue;
            }

            var text = await ReadFileAsync(set, file, cancellation);
            bytes += text?.Length ?? 0;
            if (bytes > limits.DocumentSetBytes)
            {
                findings.Add(DataDiagnostics.DocumentsTooLarge(set.Span, set.Pattern, Mebibytes(limits.DocumentSetBytes)));
                return [];
            }

            if (!string.IsNullOrWhiteSpace(text))
                documents.Add(new DocumentText(tree.Relative(file), text, set.ChunkTokens, set.OverlapTokens));
        }

        if (files.Count == 0)
        {
            findings.Add(pattern.HasWildcards || Directory.Exists(tree.PathOf(set.Pattern))
                ? DataDiagnostics.NoDocuments(set.Span, set.Pattern)
                : DataDiagnostics.MissingFile(set.Span, set.Pattern, tree.Nearest(set.Pattern)));
        }

        return documents.ToImmutable();
    }

    /// <summary>Null where it cannot be read (reported).</summary>
    private async Task<string?> ReadFileAsync(DocumentSet set, string file, CancellationToken cancellation)
    {
        var path = tree.Relative(file);
        try
        {
            if (!tree.Holds(file))
                return Unreadable("it is a link that leads out of the workspace");
            await using var stream = open.Open(file);
            if (stream.Length > limits.DocumentBytes)
            {
                findings.AddOneOfMany(DataDiagnostics.DocumentsTooLargeRule, set.Span, null,
                    () => DataDiagnostics.DocumentsTooLarge(set.Span, path, Mebibytes(limits.DocumentBytes)));
                return null;
            }

            using var reader = new StreamReader(new Utf8Guard(stream), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
            return await reader.ReadToEndAsync(cancellation);
        }
        catch (UnreadableDataException fault)
        {
            return Unreadable(fault.Message, fault.Line);
        }
        catch (UnauthorizedAccessException)
        {
            return Unreadable("access is denied");
        }
        catch (IOException fault)
        {
            return Unreadable(fault.Message.TrimEnd('.'));
        }

        string? Unreadable(string reason, int line = 0)
        {
            findings.AddOneOfMany(DataDiagnostics.UnreadableFileRule, set.Span, null,
                () => DataDiagnostics.UnreadableFile(set.Span, new FilePlace(path, line), reason));
            return null;
        }
    }

    private static string Mebibytes(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : $"{bytes} bytes";
}
