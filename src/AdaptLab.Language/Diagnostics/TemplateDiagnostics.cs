namespace AdaptLab.Language.Diagnostics;

/// <summary>Templates that make a model read something else than their author thinks.</summary>
internal static class TemplateDiagnostics
{
    public static readonly DiagnosticRule TrailingSpaceRule = new("ADAPT2217", Severity.Warning, "White space where the answer begins");
    public static readonly DiagnosticRule LeftOutRule = new("ADAPT2218", Severity.Warning, "Template that leaves out what is put into it");
    public static readonly DiagnosticRule UnknownTrainingRule = new("ADAPT2219", Severity.Information, "Adapter asked otherwise than it may have been trained");

    /// <param name="mend">Takes it off; null where the text is written so that it cannot be cut by itself.</param>
    public static Diagnostic TrailingSpace(TextSpan span, Fix? mend) =>
        TrailingSpaceRule.At(span, "The template ends in white space. An answer begins with a space of its own, so that the model would read two before it, and cut it into other tokens than it has learnt. End the template with its last word or sign.")
        with { Fix = mend };

    /// <param name="part">"{{$examples}}".</param>
    /// <param name="what">"the 8 examples that are chosen".</param>
    public static Diagnostic LeftOut(TextSpan span, string strategy, string part, string what, string otherwise) =>
        LeftOutRule.At(span, $"The template has no {part}, so that the model never reads {what} for '{strategy}'. Put {part} where they belong, or {otherwise}.");

    public static Diagnostic UnknownTraining(TextSpan span, string strategy) =>
        UnknownTrainingRule.At(span, $"'{strategy}' asks this adapter with the input alone, followed by \" =>\", as an adapter is asked that is trained here. If it was trained on another prompt, combine the strategy with a `prompt` whose `template` is that one.");
}
