using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Strategies.Cascade;

/// <summary>What a step of a cascade has answered to the rows that were held back from it, so that no row is asked about twice.</summary>
internal sealed class HeldAnswers(KeptState state, ImmutableArray<TrainingRow> held)
{
    private const string Name = "held";
    private const int BytesARow = 64;

    /// <returns>Of the first rows; empty where none is known.</returns>
    public List<(int Label, double Confidence)> Read() => state.Read<List<(int Label, double Confidence)>>(Name, reader =>
    {
        var answers = new List<(int Label, double Confidence)>();
        var count = reader.ReadInt32();
        // Rows may have come or gone that a step does not learn from.
        while (answers.Count < Math.Min(count, held.Length) && reader.ReadString() == ContentHash.OfRow(held[answers.Count].Text))
            answers.Add((reader.ReadInt32(), reader.ReadDouble()));
        return answers.Count > 0 ? answers : null;
    }) ?? [];

    /// <summary>Where something is to be lost, and once all are there.</summary>
    public void Write(List<(int Label, double Confidence)> answers)
    {
        if (answers.Count < held.Length && !state.IsDue(answers.Count * BytesARow))
            return;
        state.Write(Name, writer =>
        {
            writer.Write(answers.Count);
            foreach (var (row, (label, confidence)) in held.Zip(answers))
            {
                writer.Write(ContentHash.OfRow(row.Text));
                writer.Write(label);
                writer.Write(confidence);
            }
        });
    }
}
