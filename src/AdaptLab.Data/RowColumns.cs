using System.Collections.Immutable;
using AdaptLab.Data.Rows;
using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Data;

/// <summary>Which column of a file plays which role in a row.</summary>
internal sealed class RowColumns
{
    private readonly List<(string Role, string Column)> _roles;
    private readonly List<string> _wanted;
    private readonly string _textRole;
    private readonly int _text;
    private readonly ImmutableArray<(string Role, int Index)> _answers;
    private readonly bool _needsAnswer;
    private readonly int _group;
    private readonly int _id;

    private RowColumns(List<(string Role, string Column)> roles, int answers, bool needsAnswer)
    {
        _roles = roles;
        _wanted = [.. roles.Select(role => role.Column).Distinct()];
        _textRole = roles[0].Role;
        _text = IndexOf(_textRole);
        // By their place: a field may well have the name of a role.
        _answers = [.. roles.Skip(1).Take(answers).Select(role => (role.Role, _wanted.IndexOf(role.Column)))];
        _needsAnswer = needsAnswer;
        _group = IndexOf("group");
        _id = IndexOf("id");
    }

    /// <summary>In the order of <see cref="DataRow.Cells"/>; one column may play two roles.</summary>
    public IReadOnlyList<string> Wanted => _wanted;

    /// <summary>The binder fills in the roles' defaults, which are columns of the same name.</summary>
    public static RowColumns Of(DataFile file, TaskSpec task)
    {
        string[] answers = task.Kind switch
        {
            TaskKind.Classify => ["label"],
            TaskKind.Answer => ["answer"],
            _ => [.. task.Fields.Select(field => field.Name)],
        };
        List<(string, string)> roles =
        [
            .. answers.Prepend(task.Kind == TaskKind.Answer ? "question" : "text").Select(role => (role, file.Columns.GetValueOrDefault(role, role))),
        ];
        foreach (var role in new[] { "group", "id" })
        {
            if (file.Columns.TryGetValue(role, out var column))
                roles.Add((role, column));
        }

        return new RowColumns(roles, answers.Length, needsAnswer: task.Kind != TaskKind.Extract);
    }

    /// <summary>The roles whose column the file does not have, as far as it was read.</summary>
    public IEnumerable<(string Role, string Column)> Missing(IRowReader reader) => _roles.Where(role => !reader.Columns.Contains(role.Column));

    public string Text(DataRow row) => row.Cells[_text].Text;

    /// <summary>The label of a `classify` row.</summary>
    public DataCell Label(DataRow row) => row.Cells[_answers[0].Index];

    /// <summary>What a row of a task with written answers says, as <see cref="WrittenAnswer.Values"/> has it.</summary>
    public ImmutableArray<string?> Values(DataRow row) => [.. _answers.Select(answer => WrittenAnswer.ValueOf(row.Cells[answer.Index].Text))];

    public string? Group(DataRow row) => Optional(row, _group);

    public string? Id(DataRow row) => Optional(row, _id);

    /// <summary>Where and why a row cannot be used; null if it can.</summary>
    public ((int Line, int Column) Place, string Fault)? Fault(DataRow row, DataLimits limits)
    {
        if (row.Fault is { } fault)
            return ((row.Line, row.Column), fault);
        var text = row.Cells[_text];
        if (Problem(_textRole, _text) is { } ofText)
            return ofText;
        if (text.Kind == CellKind.Scalar)
            return ((text.Line, text.Column), $"the {_textRole} is a number or a truth value, not a string");
        if (text.Text.Length > limits.TextLength)
            return ((text.Line, text.Column), $"the {_textRole} is longer than {limits.TextLength} characters");
        return _answers.Select(answer => Problem(answer.Role, answer.Index)).FirstOrDefault(problem => problem is not null);

        ((int Line, int Column), string)? Problem(string role, int index)
        {
            var cell = row.Cells[index];
            var problem = cell.Kind switch
            {
                // A field that a text does not give is left out.
                CellKind.Absent or CellKind.Null or CellKind.Text when index != _text && !_needsAnswer => null,
                CellKind.Absent => $"it has no '{_wanted[index]}'",
                CellKind.Null => $"the {role} is empty",
                CellKind.Other => $"the {role} is not a single value",
                _ => string.IsNullOrWhiteSpace(cell.Text) ? $"the {role} is empty" : null,
            };
            return problem is null ? null : ((cell.Line, cell.Column), problem);
        }
    }

    private static string? Optional(DataRow row, int index) =>
        index >= 0 && !string.IsNullOrWhiteSpace(row.Cells[index].Text) ? row.Cells[index].Text.Trim() : null;

    private int IndexOf(string role)
    {
        var index = _roles.FindIndex(r => r.Role == role);
        return index < 0 ? -1 : _wanted.IndexOf(_roles[index].Column);
    }
}
