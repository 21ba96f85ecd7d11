import type { ResultsView, RowView } from "../../server/protocol";
import type { RowFilter } from "../messages";

/** The rows that a filter and a search leave. */
export function select(results: ResultsView, filter: RowFilter, search: string): RowView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const passes = test(filter, candidatesOf(results));
  return results.rows.filter((row) => passes(row) && contains(row, words));
}

/** The names of the candidates that have answers, in the order of each row's answers. */
export function candidatesOf(results: ResultsView): string[] {
  return results.candidates.filter((candidate) => candidate.hasAnswers).map((candidate) => candidate.name);
}

function test(filter: RowFilter, candidates: string[]): (row: RowView) => boolean {
  if (typeof filter === "object") {
    const one = candidates.indexOf(filter.onlyWrong);
    return ({ answers }) => answers.length > 1 && answers.every((answer, index) => answer.isRight === (index !== one));
  }
  switch (filter) {
    case "all":
      return () => true;
    case "disagree":
      return ({ answers }) => new Set(answers.map((answer) => answer.text)).size > 1;
    case "allWrong":
      return ({ answers }) => answers.length > 0 && answers.every((answer) => !answer.isRight);
  }
}

function contains(row: RowView, words: string[]): boolean {
  const text = [row.text, row.expected, row.source, ...row.answers.map((answer) => answer.text)].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}
