import type { ComparisonView } from "../server/protocol";

/** From the panel's page to the extension. */
export type FromPage =
  | { type: "ready"; width: number }
  | { type: "width"; width: number }
  | { type: "goTo"; row: string }
  | { type: "run" }
  | { type: "stop" }
  | { type: "browser" };

/** From the extension to the panel's page. */
export interface ToPage {
  /** The file's name. */
  spec: string;
  /** Undefined where the server does not know the spec. */
  view?: ComparisonView;
  canRun: boolean;
}

/** What the page keeps while it is hidden, and over a restart. */
export interface PageState {
  /** The spec's address. */
  spec: string;
  filter: RowFilter;
  search: string;
  scroll: number;
}

/** Which rows are shown: one of these, or those that only one candidate gets wrong. */
export type RowFilter = "all" | "disagree" | "allWrong" | { onlyWrong: string };
