using AdaptLab.Editing.Rename;
using AdaptLab.Language.Binding;

namespace AdaptLab.Editing.Tests.Change;

public sealed class RenamingTests
{
    internal const string Clauses = """
        task clauses: classify {
          labels: {
            termination: "How it ends"
            renewal:     "How it goes on"
          }
        }

        model base = embedded("nano")
        model big = ollama("qwen")

        examples expert {
          "Either party may end it." => termination
          "The term extends."        => renewal
        }
        examples hired from "data/hired.jsonl"
        documents playbook from "playbook/*.md"

        eval {
          "It ends today."     => termination
          "It goes on for ever." => renewal
        }

        strategy prompt { shots: 1, model: big }
        strategy rag { from: [expert, playbook] }
        strategy lora wide { rank: sweep(8, 16) }
        strategy head { model: base, combine: ["lora wide rank 8", rag] }

        compare {
          train: [expert, expert + hired]
          require: rag.accuracy >= 80%
          require: "lora wide rank 16".accuracy >= 80%
        }

        """;

    [Theory]
    [InlineData("renewal:", "extension", 3)]
    [InlineData("=> renewal", "two words", 3)]
    [InlineData("hired from", "contractors", 2)]
    [InlineData("expert {", "lawyers", 4)]
    [InlineData("playbook from", "handbook", 2)]
    [InlineData("base =", "small", 2)]
    [InlineData("big }", "large", 2)]
    [InlineData("rag {", "rag notes", 3)]
    [InlineData("lora wide {", "narrow", 3)]
    [InlineData("clauses: classify", "kinds", 1)]
    public void A_name_changes_wherever_it_is_named(string at, string newName, int places)
    {
        Assert.Empty(Edited.Errors(Clauses));
        var snapshot = Edited.Of(Clauses);
        var result = Renaming.Apply(snapshot, Clauses.IndexOf(at, StringComparison.Ordinal) + (at.StartsWith("=>", StringComparison.Ordinal) ? 3 : 0), newName);

        Assert.Null(result.Problem);
        var edit = Assert.Single(result.Edits);
        Assert.Equal(places, edit.Changes.Length);
        Assert.Empty(Edited.Errors(TextChanges.Apply(Clauses, edit.Changes)));
    }

    [Fact]
    public void A_label_that_is_no_name_is_written_in_quotes()
    {
        var edited = Edited.Spec(Clauses.Replace("=> renewal", "=> ren$0ewal", StringComparison.Ordinal).Replace("for ever.\" => ren$0ewal", "for ever.\" => renewal", StringComparison.Ordinal));
        var after = edited.After(Renaming.Apply(edited.Snapshot, edited.Offset, " it goes on ").Edits);
        Assert.Contains("\"it goes on\":     \"How it goes on\"", after);
        Assert.Contains("extends.\"        => \"it goes on\"", after);
    }

    [Fact]
    public void A_strategy_keeps_its_kind_and_the_candidates_of_its_sweep_follow()
    {
        var edited = Edited.Spec(Clauses.Replace("strategy lora wide", "strategy lora wi$0de", StringComparison.Ordinal));
        Assert.Equal(new RenameTarget(new(edited.Offset - 7, 9), "lora wide", SymbolKind.Strategy), Renaming.Prepare(edited.Snapshot, edited.Offset));
        foreach (var typed in new[] { "broad", "lora broad", " lora  broad " })
        {
            var after = edited.After(Renaming.Apply(edited.Snapshot, edited.Offset, typed).Edits);
            Assert.Contains("strategy lora broad {", after);
            Assert.Contains("combine: [\"lora broad rank 8\", rag]", after);
            Assert.Contains("require: \"lora broad rank 16\".accuracy", after);
        }
    }

    [Theory]
    [InlineData("renewal:", "termination", "There is already a label 'termination'.")]
    [InlineData("renewal:", "  ", "A label needs a name.")]
    [InlineData("renewal:", "a\nb", "A label stands on one line")]
    [InlineData("expert {", "playbook", "There is already a set of documents 'playbook'.")]
    [InlineData("expert {", "eval", "'eval' is a word of the language.")]
    [InlineData("expert {", "from", "'from' is a word of the language.")]
    [InlineData("expert {", "my set", "The name of a set of examples is one word.")]
    [InlineData("expert {", "8", "'8' is no name")]
    [InlineData("big }", "base", "There is already a model 'base'.")]
    [InlineData("lora wide {", "", "A strategy needs a name.")]
    [InlineData("lora wide {", "16", "'16' is no name")]
    [InlineData("rag {", "rag from", "'from' is a word of the language.")]
    [InlineData("{ shots", "x", "There is nothing here to rename.")]
    public void What_cannot_be_a_name_is_refused_in_words(string at, string newName, string problem)
    {
        var result = Renaming.Apply(Edited.Of(Clauses), Clauses.IndexOf(at, StringComparison.Ordinal), newName);
        Assert.StartsWith(problem, result.Problem);
        Assert.Empty(result.Edits);
    }

    [Fact]
    public void A_name_that_would_be_caught_by_another_reference_is_refused()
    {
        // `lora` in `combine` is the kind with its defaults, until a strategy has that very name.
        var edited = Edited.Spec("""
            task t: classify { labels: [a, b] }
            examples e { "x" => a, "y" => b }
            eval { folds: 2 }
            strategy lora $0wide
            strategy rag { combine: [lora] }
            """);
        Assert.Empty(Edited.Errors(edited.Text));
        Assert.Equal("'lora' already means something else here. Choose another name.", Renaming.Apply(edited.Snapshot, edited.Offset, "lora").Problem);
    }

    [Fact]
    public void A_field_that_is_renamed_keeps_its_columns()
    {
        var edited = Edited.Spec("""
            examples e from "e.jsonl"
            task t: extract { fields: { par$0ty: "Who", date: "When" } }
            examples f from "f.jsonl" { party: "Signatory" }
            eval { "Me, in May." => { party: "Me", date: "May" } }
            """);
        Assert.Equal("""
            examples e from "e.jsonl" { "who signs": "party" }
            task t: extract { fields: { "who signs": "Who", date: "When" } }
            examples f from "f.jsonl" { "who signs": "Signatory" }
            eval { "Me, in May." => { "who signs": "Me", date: "May" } }
            """, edited.After(Renaming.Apply(edited.Snapshot, edited.Offset, "who signs").Edits));
    }

    [Fact]
    public void Labels_that_only_rows_name_can_be_renamed_too()
    {
        var edited = Edited.Spec("""
            task t: classify
            examples e { "x" => a$0, "y" => b, "z" => "a" }
            eval { "w" => a }
            """);
        Assert.Equal("""
            task t: classify
            examples e { "x" => "c d", "y" => b, "z" => "c d" }
            eval { "w" => "c d" }
            """, edited.After(Renaming.Apply(edited.Snapshot, edited.Offset, "c d").Edits));
    }

    [Fact]
    public void Data_files_are_changed_only_when_asked_each_in_an_edit_of_its_own()
    {
        var edited = Edited.Spec("""
            task t: classify { labels: [ren$0ewal, termination] }
            examples e from "data/e.jsonl" { label: "clause" }
            examples f from "data/f.csv" { label: clause }
            eval from "data/v.tsv"
            """);
        var files = new Dictionary<string, string>
        {
            ["data/e.jsonl"] = "{\"clause\": \"renewal\", \"text\": \"renewal\"}\r\n\n{\"text\": \"é 😀\", \"clause\" : \" renewal \"}\n{\"clause\":\"termination\"}\nno json\n",
            ["data/f.csv"] = "\uFEFFtext;clause\n\"a; \"\"renewal\"\"\nb\";renewal\n\nrenewal;\"renewal\"\n",
            ["data/v.tsv"] = "label\ttext\nrenewal\tx\ntermination\trenewal\n",
        };

        Assert.Null(Assert.Single(Renaming.Apply(edited.Snapshot, edited.Offset, "it goes; \"on\"").Edits).Path);
        var result = Renaming.Apply(edited.Snapshot, edited.Offset, "it goes; \"on\"", includeDataFiles: true, files.GetValueOrDefault);

        Assert.Equal([null, "data/e.jsonl", "data/f.csv", "data/v.tsv"], result.Edits.Select(e => e.Path));
        string After(string path) => TextChanges.Apply(files[path], result.Edits.Single(e => e.Path == path).Changes);
        Assert.Equal(
            "{\"clause\": \"it goes; \\\"on\\\"\", \"text\": \"renewal\"}\r\n\n{\"text\": \"é 😀\", \"clause\" : \"it goes; \\\"on\\\"\"}\n{\"clause\":\"termination\"}\nno json\n",
            After("data/e.jsonl"));
        Assert.Equal("\uFEFFtext;clause\n\"a; \"\"renewal\"\"\nb\";\"it goes; \"\"on\"\"\"\n\nrenewal;\"it goes; \"\"on\"\"\"\n", After("data/f.csv"));
        Assert.Equal("label\ttext\n\"it goes; \"\"on\"\"\"\tx\ntermination\trenewal\n", After("data/v.tsv"));
    }

    [Theory]
    [InlineData("data/e.parquet", "cannot be changed from here")]
    [InlineData("data/gone.jsonl", "cannot be read")]
    public void A_data_file_that_cannot_be_changed_stops_the_whole(string path, string problem)
    {
        var edited = Edited.Spec($"task t: classify {{ labels: [ren$0ewal, termination] }}\nexamples e from \"{path}\"\neval {{ folds: 2 }}\n");
        var result = Renaming.Apply(edited.Snapshot, edited.Offset, "x", includeDataFiles: true, _ => null);
        Assert.Contains(problem, result.Problem);
        Assert.Empty(result.Edits);
    }
}
