namespace AdaptLab.LanguageServer.Protocol;

// What is said beyond the protocol to clients that show a comparison, or a tree of tests. Figures are text: nothing is
// computed or rounded on the other side.

/// <summary>`adaptlab/resultsChanged`, to clients that want it: something of a spec's results or runs is not what it was.</summary>
/// <param name="IsRunning">Also while nothing is being worked on yet.</param>
internal sealed record ResultsChangedParams(string Uri, bool IsRunning, IReadOnlyList<RunningCandidate> Running);

/// <param name="Share">How far it is, 0 to 1, where that is known.</param>
internal sealed record RunningCandidate(string Name, double? Share);

/// <summary>`adaptlab/comparison`.</summary>
/// <param name="Width">Of the space for plots, in pixels.</param>
internal sealed record ComparisonParams(TextDocumentIdentifier TextDocument, double Width);

/// <param name="Problem">Why the last run did not come to its end.</param>
/// <param name="Results">Null before the first.</param>
/// <param name="History">The latest run first.</param>
internal sealed record ComparisonView(
    string Task, bool IsRunning, IReadOnlyList<RunningCandidate> Running, string? Problem, ResultsView? Results, IReadOnlyList<PastRunView> History);

/// <param name="Context">What was compared, in one line.</param>
/// <param name="Plot">SVG, with the classes of the report's style sheet.</param>
/// <param name="Advice">What to do now; the most important first.</param>
/// <param name="Curves">Learning curves; null where the spec asks for none.</param>
/// <param name="Columns">Of <see cref="CandidateView.Cells"/>.</param>
/// <param name="Candidates">The best first; those that failed last.</param>
/// <param name="ExpectedHeader">What <see cref="RowView.Expected"/> is called.</param>
internal sealed record ResultsView(
    string Context,
    IReadOnlyList<string> Verdict,
    IReadOnlyList<AdviceView> Advice,
    string Plot,
    CurvesView? Curves,
    string? Confusion,
    CostsView Costs,
    IReadOnlyList<ColumnView> Columns,
    IReadOnlyList<CandidateView> Candidates,
    IReadOnlyList<RequirementView> Requirements,
    IReadOnlyList<string> Notes,
    string ExpectedHeader,
    IReadOnlyList<RowView> Rows);

/// <param name="Source">What has shown that it is a good idea.</param>
internal sealed record AdviceView(string Text, string Source);

/// <param name="Plot">SVG, as the other plots.</param>
/// <param name="Crossings">What a smaller set is worth in examples of a larger one, and where one strategy overtakes another.</param>
internal sealed record CurvesView(string Plot, IReadOnlyList<string> Crossings);

/// <param name="Note">What money is counted in; null where nothing has a price.</param>
/// <param name="WhenPreparingPays">Null where no two candidates trade preparation for cheaper requests.</param>
internal sealed record CostsView(TableView Table, string? Note, TableView? WhenPreparingPays);

internal sealed record TableView(IReadOnlyList<ColumnView> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

internal sealed record ColumnView(string Header, bool IsNumeric);

/// <param name="HasAnswers">False for one that failed.</param>
/// <param name="Stale">Why its result no longer holds; null where it does.</param>
internal sealed record CandidateView(string Name, string Strategy, IReadOnlyList<string> Cells, bool IsBest, bool HasAnswers, string? Stale);

internal sealed record RequirementView(string Text, bool Met, string Explanation);

/// <param name="Source">"file:line".</param>
/// <param name="Answers">Of the candidates that have some, in their order.</param>
internal sealed record RowView(string Id, string Text, string Expected, string Source, IReadOnlyList<AnswerView> Answers);

/// <param name="Detail">How sure the answer is, or what it scores.</param>
internal sealed record AnswerView(string Text, bool IsRight, string Detail);

/// <param name="Started">For people, in the server's time zone.</param>
internal sealed record PastRunView(string Started, string Age, string Took, string Verdict, IReadOnlyList<PastScoreView> Candidates);

internal sealed record PastScoreView(string Name, string Score, string P95);

/// <summary>`adaptlab/rowLocation`: where an eval row stands now.</summary>
/// <param name="Row">Its id.</param>
internal sealed record RowLocationParams(TextDocumentIdentifier TextDocument, string Row);

/// <summary>`adaptlab/tests`: a spec as a tree of what passes or fails.</summary>
internal sealed record TestsView(string Task, Location Location, IReadOnlyList<TestStrategy> Strategies, IReadOnlyList<TestRow> Rows);

/// <param name="Name">As declared.</param>
internal sealed record TestStrategy(string Name, Location Location, IReadOnlyList<TestCandidate> Candidates);

/// <param name="Failure">Why it did not run to its end.</param>
/// <param name="Answers">By the row's id.</param>
internal sealed record TestCandidate(string Name, string? Stale, string? Failure, IReadOnlyDictionary<string, AnswerView> Answers);

/// <param name="Location">Null where the row is not there any more.</param>
internal sealed record TestRow(string Id, string Text, string Expected, Location? Location);
