namespace AdaptLab.Remote.Answers;

/// <summary>How a server is asked for one of several labels; the best that it can is found out by asking.</summary>
public enum AnswerForm
{
    /// <summary>As text, with the log-probabilities of its tokens: every label gets a probability.</summary>
    LogProbabilities,

    /// <summary>As JSON that a schema limits to the labels.</summary>
    Schema,

    /// <summary>As text that must be a label, and nothing else.</summary>
    Text,
}
