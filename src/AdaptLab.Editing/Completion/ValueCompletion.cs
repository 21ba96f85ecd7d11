using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;

namespace AdaptLab.Editing;

/// <summary>Values: of properties, of rows, of calls; and paths.</summary>
internal sealed class ValueCompletion(SpecSnapshot snapshot, CompletionSite site, SpecFolder folder, CompletionList list)
{
    private static readonly string[] Operators = [">=", "<=", ">", "<"];

    private static readonly string[] Placeholders = ["instruction", "labels", "documents", "examples", "input"];

    private static readonly string[] DocumentEndings = [".md", ".txt", ".rst", ".html"];

    private Spec Spec => snapshot.Compilation.Spec;

    /// <summary>After `=>`.</summary>
    public void AddAnswers()
    {
        switch (Spec.Task.Kind)
        {
            case TaskKind.Classify:
                foreach (var label in Spec.Task.Labels)
                    list.NameOrText(label.Name, CompletionKind.Label, SourceText.Clip(label.Description ?? "", 60), label.Description ?? "");
                // Without declared labels those of the rows count, and of the files.
                if (Spec.Task.Labels.IsEmpty)
                {
                    foreach (var label in Spec.Examples.SelectMany(set => set.Rows).Select(row => row.Answer).OfType<string>()
                        .Concat(snapshot.Data?.Labels.Select(label => label.Name) ?? []))
                        list.NameOrText(label, CompletionKind.Label);
                }

                break;
            case TaskKind.Extract when !site.IsString:
                list.Template("{ … }", CompletionKind.Value, "", "The fields of the row.",
                    $"{{ {string.Join(", ", Spec.Task.Fields.Select((field, index) => $"{Snippet.Escape(SpecNames.Written(field.Name))}: \"${index + 1}\""))} }}");
                break;
        }
    }

    public void AddValues(PropertySyntax property)
    {
        if (BlockSchemas.Find(snapshot, property) is not { } schema)
            return;
        if (site.Container is CallSyntax call && call.Name.Text != "sweep")
        {
            AddArguments(call);
            return;
        }

        if (schema.Type == PropertyType.Requirement)
            AddRequirement();
        else if (site.AtItem || site.Before is { Kind: TokenKind.Colon or TokenKind.Plus })
            AddOf(schema, property);
    }

    /// <summary>Within `env(…)`, `embedded(…)` …</summary>
    public void AddArguments(CallSyntax call)
    {
        if (call.Name.IsName("env"))
        {
            foreach (var variable in folder.Variables)
                list.Text(variable, CompletionKind.Variable);
        }
        else if (Providers.Find(call.Name.Text) is { } provider)
        {
            foreach (var reference in provider.References)
                list.Text(reference, CompletionKind.Model, "", provider.Doc);
        }
    }

    /// <summary>After `from`: the files that can be read there.</summary>
    public void AddPaths(DeclarationSyntax declaration)
    {
        var self = snapshot.Path[(snapshot.Path.LastIndexOf('/') + 1)..];
        if (Cursor.IsOf(declaration, "documents"))
        {
            var texts = folder.Files.Where(file => DocumentEndings.Contains(Ending(file))).ToArray();
            foreach (var group in texts.GroupBy(file => (Folder: file[..(file.LastIndexOf('/') + 1)], Ending: Ending(file))).Where(group => group.Key.Folder.Length > 0).OrderByDescending(group => group.Count()))
                list.Text($"{group.Key.Folder}**/*{group.Key.Ending}", CompletionKind.Folder, Figures.Count(group.Count(), "file"));
            foreach (var file in texts)
                list.Text(file, CompletionKind.File);
            return;
        }

        var used = Spec.Examples.Select(set => set.File?.Path).Append(Spec.Eval.File?.Path).ToHashSet();
        foreach (var file in folder.Files.Where(file => file != self && DataProperties.Formats.Contains(Ending(file))).OrderBy(used.Contains))
            list.Text(file, CompletionKind.File, used.Contains(file) ? "already read by this spec" : "");
    }

    private void AddOf(PropertySchema schema, PropertySyntax property)
    {
        var isSwept = site.Container is CallSyntax;
        var given = Given();
        switch (schema.Type)
        {
            case PropertyType.Choice or PropertyType.Choices:
                foreach (var choice in schema.Choices.Where(choice => !given.Contains(choice.Name)).OrderBy(choice => schema.Default is not string word || word != choice.Name))
                    list.Word(choice.Name, CompletionKind.Value, schema.Default is string word && word == choice.Name ? "the default" : "", choice.Doc);
                break;
            case PropertyType.Sizes when site.Container is ListSyntax:
                list.Word("all", CompletionKind.Value, "", "The whole set, which is always run.");
                break;
            case PropertyType.Flag or PropertyType.Sizes:
                list.Word("true", CompletionKind.Value);
                list.Word("false", CompletionKind.Value);
                break;
            case PropertyType.Secret:
                foreach (var variable in folder.Variables)
                    list.Word($"env({SpecNames.Literal(variable)})", CompletionKind.Variable);
                list.Template("env(…)", CompletionKind.Function, "", "The value of an environment variable.", "env(\"$1\")");
                break;
            case PropertyType.Url when schema.Default is string address:
                list.Text(address, CompletionKind.Value, "the default");
                break;
            case PropertyType.Column:
                AddColumns(property);
                break;
            case PropertyType.Model:
                foreach (var model in Spec.Models.Where(model => model.Span.Length > 0))
                    list.Word(model.Name, CompletionKind.Model, $"{model.Provider}({SpecNames.Literal(model.Reference)})", Providers.Find(model.Provider)?.Doc ?? "");
                break;
            case PropertyType.Store:
                list.Word("embedded", CompletionKind.Value, "the default", schema.Doc);
                list.Template("qdrant(…)", CompletionKind.Function, "", schema.Doc, $"qdrant(\"{Snippet.Place(1, "http://localhost:6333")}\")");
                break;
            case PropertyType.Sources:
                AddSets(given);
                foreach (var documents in Spec.Documents.Where(set => !given.Contains(set.Name)))
                    list.Word(documents.Name, CompletionKind.Set, "documents", documents.Pattern);
                break;
            case PropertyType.TrainingSets:
                AddSets(site.Before is { Kind: TokenKind.Plus } ? [] : given);
                break;
            case PropertyType.Strategies:
                AddStrategies(given, Cursor.DeclarationOf(property), kinds: schema.Name != "curveOf");
                break;
            case PropertyType.Labels when site.Container is BlockSyntax:
                list.Template("{ … }", CompletionKind.Value, schema.TypeText, schema.Doc, "{\n  $1: \"$2\"\n}");
                break;
            case PropertyType.Text when schema.Name == "template" && site.IsString:
                AddPlaceholders();
                break;
            case PropertyType.Integer or PropertyType.Number or PropertyType.Share or PropertyType.Duration when schema.Default is not null && !isSwept:
                list.Word(schema.DefaultText, CompletionKind.Value, "the default", PropertyHover.Markdown(schema));
                break;
        }

        if (schema.TakesAll)
            list.Word(PropertySchema.AllName, CompletionKind.Value, "", schema.Doc);
        if (schema.Sweepable && !isSwept && site.Container is not ListSyntax)
            list.Template("sweep(…)", CompletionKind.Function, "one candidate of each value", "Makes one candidate of each value, to be compared like any others.", $"sweep({Snippet.Place(1, schema.DefaultLiteral)}, $2)");
    }

    /// <summary>Whatever of `{{$name}}` has been typed is replaced, and nothing else of the string.</summary>
    private void AddPlaceholders()
    {
        var typed = snapshot.Text.AsSpan(site.Start, site.Offset - site.Start);
        var open = typed.LastIndexOf('{');
        while (open > 0 && typed[open - 1] == '{')
            open--;
        var start = open >= 0 && typed[open..].IndexOfAny("} \n") < 0 ? site.Start + open : site.Offset;
        foreach (var name in Placeholders)
            list.Piece($"{{{{${name}}}}}", CompletionKind.Variable, TextSpan.FromBounds(start, site.Offset));
    }

    /// <summary>A strategy, then a measure, then an operator and a bound.</summary>
    private void AddRequirement()
    {
        switch (site.Before)
        {
            case { Kind: TokenKind.Dot, Parent: MemberSyntax member }:
                var before = string.Concat(member.Members.Where(part => part.Span.End <= site.Start).Select(part => part.Text + "."));
                foreach (var measure in Measures.For(Spec.Task.Kind).Where(measure => measure.Name.StartsWith(before, StringComparison.Ordinal)))
                    list.Word(measure.Name[before.Length..], CompletionKind.Measure, measure.UnitText, measure.Doc);
                break;
            case { Kind: TokenKind.GreaterOrEqual or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.Less, Parent: ComparisonSyntax { Left: MemberSyntax left } }:
                foreach (var bound in Measures.Find(left.Path)?.Unit switch { MeasureUnit.Share => ["80%", "90%"], MeasureUnit.Duration => ["50ms", "1s"], _ => Array.Empty<string>() })
                    list.Word(bound, CompletionKind.Value, Measures.Find(left.Path)!.UnitText);
                break;
            case { Parent: MemberSyntax } when !site.OnNewLine && site.Typed is null:
                foreach (var operation in Operators)
                    list.Word(operation, CompletionKind.Value);
                break;
            default:
                if (!site.AtItem && site.Before is not { Kind: TokenKind.Colon })
                    break;
                list.Word(Measures.Best, CompletionKind.Strategy, "whichever strategy is best");
                AddStrategies([], null, kinds: false);
                break;
        }
    }

    private void AddStrategies(HashSet<string> given, DeclarationSyntax? self, bool kinds)
    {
        foreach (var strategy in Spec.Strategies.Where(strategy => !given.Contains(strategy.Name) && (self is null || strategy.Span != self.Span)))
        {
            // The name of a swept candidate has numbers in it, and stands in quotes.
            if (!site.IsString && strategy.Name.Split(' ').All(SpecNames.IsName))
                list.Word(strategy.Name, CompletionKind.Strategy, "", StrategyKinds.Find(strategy.Kind)!.Summary);
            else
                list.Text(strategy.Name, CompletionKind.Strategy, "", StrategyKinds.Find(strategy.Kind)!.Summary);
        }

        foreach (var kind in kinds ? StrategyKinds.All.Where(kind => !given.Contains(kind.Name) && kind.Name != self?.Names.FirstOrDefault()?.Text) : [])
            list.Word(kind.Name, CompletionKind.Strategy, "with its defaults", kind.Summary);
    }

    private void AddSets(HashSet<string> given)
    {
        foreach (var set in Spec.Examples.Where(set => !given.Contains(set.Name)))
            list.Word(set.Name, CompletionKind.Set, set.Rows.IsEmpty ? "examples" : Figures.Count(set.Rows.Length, "row"), set.File?.Path ?? "");
    }

    /// <summary>From what was read of the file, or else from what the caller has read of its beginning.</summary>
    private void AddColumns(PropertySyntax property)
    {
        if (Cursor.DeclarationOf(property) is not { Path.Token.Value: string path } declaration)
            return;
        var columns = folder.Columns.GetValueOrDefault(path, []);
        foreach (var column in columns.IsEmpty ? DataHover.FileOf(snapshot, declaration)?.Columns ?? [] : columns)
            list.Text(column, CompletionKind.Column, path);
    }

    /// <summary>The names that the list or sweep holds already.</summary>
    private HashSet<string> Given()
    {
        var values = site.Container switch
        {
            ListSyntax container => container.Items,
            CallSyntax container => container.Arguments,
            _ => [],
        };
        return [.. values.Where(value => site.Typed is null || !value.Span.Contains(site.Typed.Span)).Select(value => value.NameOrText).OfType<string>()];
    }

    private static string Ending(string file) => file.LastIndexOf('.') is >= 0 and var dot ? file[dot..].ToLowerInvariant() : "";
}
