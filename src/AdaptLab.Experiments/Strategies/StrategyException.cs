using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The spec asks what this model and these rows cannot give, such as a prompt longer than the model's window.</summary>
/// <remarks>Thrown deep inside a strategy; the runner makes it a value at once, and the other candidates still run.</remarks>
public sealed class StrategyException : Exception
{
    /// <param name="message">One line for the user: what, with the numbers, and how to mend it.</param>
    public StrategyException(string message) : base(message)
    {
    }

    public StrategyException(Diagnostic diagnostic) : base(diagnostic.Message) => Diagnostic = diagnostic;

    /// <summary>The same with its code and its place in the spec, where it has one.</summary>
    public Diagnostic? Diagnostic { get; }
}
