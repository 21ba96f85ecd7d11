using System.Collections.Immutable;
using AdaptLab.Audit.Checks;

namespace AdaptLab.Audit;

/// <summary>Every check there is, in the order of the codes. To add one is to add its file, its page and a line here.</summary>
internal static class ExampleChecks
{
    public static ImmutableArray<IExampleCheck> All { get; } =
    [
        new Contradiction(),
        new NearContradiction(),
        new Duplicate(),
        new NearDuplicate(),
        new NearLeakage(),
        new QuotedEvalRow(),
        new UnusedLabel(),
        new TooFewExamples(),
        new MissingFromShots(),
        new Imbalance(),
        new ConfusableLabels(),
        new SuspectedMislabel(),
        new HarmfulExample(),
        new DomainShift(),
        new FilledTemplate(),
        new TruncatedText(),
        new MixedLanguage(),
        new CoverageGap(),
        new ContradictionByMeaning(),
        new DuplicateByMeaning(),
        new LabelBetweenOthers(),
        new NoBoundaryCase(),
        new AnswerNotInText(),
        new FieldBoundaries(),
        new PriorConflict(),
    ];
}
