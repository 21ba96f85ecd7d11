// What is said between extension and server beyond the language server protocol. The server's side stands in
// Protocol/Panel.cs of the language server.

import type { Command, Hover, Location, TextDocumentIdentifier } from "vscode-languageclient/node";

/** Commands of the server's own: what its lenses and hovers name. */
export const ServerCommands = {
  compare: "adaptlab.compare",
  runStrategy: "adaptlab.runStrategy",
  cancel: "adaptlab.cancel",
  openReport: "adaptlab.openReport",
  clearResults: "adaptlab.clearResults",
  showPrompt: "adaptlab.showPrompt",
} as const;

/** What came of a run. */
export interface RunSummary {
  status: "finished" | "stopped" | "failed";
  message: string;
}

/** What `showPrompt` answers: what models read, to be shown as it is. */
export interface PromptText {
  title: string;
  text: string;
}

/** `adaptlab/resultsChanged`: something of a spec's results or runs is not what it was. */
export interface ResultsChanged {
  uri: string;
  isRunning: boolean;
  running: RunningCandidate[];
}

export interface RunningCandidate {
  name: string;
  /** 0 to 1; absent where that is not known. */
  share?: number;
}

/** `adaptlab/comparison`: all that the panel shows of a spec. Every figure is written out by the server. */
export interface ComparisonParams {
  textDocument: TextDocumentIdentifier;
  /** Of the panel, in pixels: plots are drawn to fit. */
  width: number;
}

export interface ComparisonView {
  task: string;
  isRunning: boolean;
  running: RunningCandidate[];
  /** Why the last run did not come to its end. */
  problem?: string;
  /** Absent before the first result. */
  results?: ResultsView;
  history: PastRunView[];
}

export interface ResultsView {
  context: string;
  verdict: string[];
  advice: { text: string; source: string }[];
  /** Plots are SVG, with the classes of the report's style sheet. */
  plot: string;
  /** Absent where the spec asks for none. */
  curves?: { plot: string; crossings: string[] };
  confusion?: string;
  costs: { table: Table; note?: string; whenPreparingPays?: Table };
  columns: Column[];
  candidates: CandidateView[];
  requirements: { text: string; met: boolean; explanation: string }[];
  notes: string[];
  expectedHeader: string;
  rows: RowView[];
}

export interface Table {
  columns: Column[];
  rows: string[][];
}

export interface Column {
  header: string;
  isNumeric: boolean;
}

/** A candidate, the best first; those that failed last. */
export interface CandidateView {
  name: string;
  strategy: string;
  cells: string[];
  isBest: boolean;
  hasAnswers: boolean;
  /** Why its result no longer holds. */
  stale?: string;
}

/** An eval row: a label, a text or fields are all shown as text. */
export interface RowView {
  id: string;
  text: string;
  expected: string;
  source: string;
  /** Of the candidates that have answers, in their order. */
  answers: AnswerView[];
}

export interface AnswerView {
  text: string;
  isRight: boolean;
  /** Its probability or score, written out. */
  detail: string;
}

export interface PastRunView {
  started: string;
  age: string;
  took: string;
  verdict: string;
  candidates: { name: string; score: string; p95: string }[];
}

/** `adaptlab/rowLocation`: where an eval row stands now. */
export interface RowLocationParams {
  textDocument: TextDocumentIdentifier;
  row: string;
}

/** `adaptlab/tests`: a spec as a tree of things that pass or fail. */
export interface TestsView {
  task: string;
  location: Location;
  strategies: { name: string; location: Location; candidates: TestCandidate[] }[];
  rows: { id: string; text: string; expected: string; location?: Location }[];
}

export interface TestCandidate {
  name: string;
  stale?: string;
  /** Why it did not run to its end. */
  failure?: string;
  /** By the row's id; a row without an answer is not here. */
  answers: Record<string, AnswerView>;
}

/** What can be done about the thing that a hover is about. */
export interface HoverWithActions extends Hover {
  actions?: Command[];
}
