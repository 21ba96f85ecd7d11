namespace AdaptLab.Models.Rows;

/// <summary>The numbers of a <see cref="RowMemory"/>; in brackets its name in `config.json`, under "row_memory".</summary>
/// <param name="Penalty">[penalty] How much a row's own answer is doubted: the ridge on the rows' similarities.</param>
/// <param name="Overlap">[overlap] What pieces of words in common count for beside what the words mean.</param>
/// <param name="Label">[label] How much a label's line counts, where a row counts 1.</param>
/// <param name="Strength">[strength] Nats that an answer gains by a row which says the very same as the text.</param>
/// <param name="Network">[network] How much the network's own logits count beside what the rows say, where it has not been trained for the answers; 1 if missing.</param>
public sealed record RowMemoryWeights(double Penalty, double Overlap, double Label, double Strength, double Network = 1);
