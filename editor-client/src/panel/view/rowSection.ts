import type { AnswerView, ResultsView, RowView } from "../../server/protocol";
import type { PageState, RowFilter } from "../messages";
import { h } from "./dom";
import { candidatesOf, select } from "./rows";

/** So many rows at a time: more of them are a click away. */
const step = 100;

/** The eval rows with every answer: filter, search, and the way to where a row stands. */
export class RowSection {
  readonly element = h("section", { "aria-labelledby": "rows" });
  private readonly count = h("p", { class: "quiet", role: "status" });
  private readonly body = h("div", { class: "scroll", role: "region", "aria-label": "Rows and answers" });
  private readonly filters = h("div", { class: "filters", role: "radiogroup", "aria-label": "Which rows" });
  private readonly only = h("select", { "aria-label": "Rows that only one candidate gets wrong", change: () => this.filterOnly(this.only.value) });
  private readonly search: HTMLInputElement;
  private results: ResultsView | undefined;
  private print = "";
  private shown = step;
  private current: string | undefined;

  constructor(
    private readonly state: PageState,
    private readonly changed: () => void,
    private readonly goTo: (row: string) => void,
  ) {
    this.search = h("input", { type: "search", placeholder: "Search texts and answers", "aria-label": "Search texts and answers", input: () => this.searchFor(this.search.value) });
    this.search.value = state.search;
    this.element.append(h("h2", { id: "rows" }, "Rows"), h("div", { class: "controls" }, this.filters, this.only, this.search), this.count, this.body);
  }

  show(results: ResultsView): void {
    const names = candidatesOf(results);
    // While a run goes on it is shown many times: what has the focus stays where it is.
    const print = JSON.stringify([names, results.rows]);
    if (print === this.print) {
      return;
    }
    this.print = print;
    this.results = results;
    const { filter } = this.state;
    if (typeof filter === "object" && !names.includes(filter.onlyWrong)) {
      this.state.filter = "all";
    }
    this.showFilters(names);
    this.showRows();
  }

  private showFilters(names: string[]): void {
    const choices: [RowFilter, string][] = [["all", "All"], ["disagree", "Disagree"], ["allWrong", "All wrong"]];
    this.filters.replaceChildren(...choices.map(([filter, text]) => h("label", {},
      h("input", { type: "radio", name: "filter", value: String(filter), checked: this.state.filter === filter, change: () => this.filter(filter) }),
      h("span", {}, text))));
    this.only.replaceChildren(h("option", { value: "" }, "Only one wrong…"), ...names.map((name) => h("option", { value: name }, `Only ${name} wrong`)));
    this.only.value = typeof this.state.filter === "object" ? this.state.filter.onlyWrong : "";
    this.only.hidden = names.length < 2;
  }

  private filterOnly(name: string): void {
    this.filter(name === "" ? "all" : { onlyWrong: name });
    // The radio buttons and the list are one choice.
    this.showFilters(this.results ? candidatesOf(this.results) : []);
    this.only.focus();
  }

  private filter(filter: RowFilter): void {
    this.state.filter = filter;
    this.only.value = typeof filter === "object" ? filter.onlyWrong : "";
    this.shown = step;
    this.changed();
    this.showRows();
  }

  private searchFor(text: string): void {
    this.state.search = text;
    this.shown = step;
    this.changed();
    this.showRows();
  }

  private showRows(): void {
    if (!this.results) {
      return;
    }
    const rows = select(this.results, this.state.filter, this.state.search);
    const hadFocus = this.body.contains(document.activeElement);
    this.count.textContent = rows.length === this.results.rows.length ? `${rows.length} rows` : `${rows.length} of ${this.results.rows.length} rows`;
    this.body.replaceChildren(rows.length === 0 ? h("p", { class: "quiet" }, "No row is like that.") : this.table(rows.slice(0, this.shown), this.results));
    if (rows.length > this.shown) {
      this.body.append(h("button", { class: "link", click: () => this.showMore() }, `Show ${Math.min(step, rows.length - this.shown)} more`));
    }
    if (hadFocus && this.current) {
      this.button(this.current)?.focus();
    }
  }

  private showMore(): void {
    this.shown += step;
    this.showRows();
  }

  private table(rows: RowView[], results: ResultsView): HTMLElement {
    const names = candidatesOf(results);
    // One of the rows is in the order of the tab key; the arrows lead from one to the next.
    const first = rows.some((row) => row.id === this.current) ? this.current : rows[0]!.id;
    return h("table", { class: "rows", keydown: (event) => this.move(event as KeyboardEvent, rows) },
      h("thead", {}, h("tr", {}, ...[results.expectedHeader, "text", ...names].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {},
        h("td", { class: "expected" }, row.expected),
        h("th", { scope: "row" }, h("button", {
          class: "row", "data-row": row.id, title: `Go to ${row.source}`, tabindex: row.id === first ? 0 : -1,
          focus: () => (this.current = row.id), click: () => this.goTo(row.id),
        }, row.text)),
        ...row.answers.map(cell)))));
  }

  private move(event: KeyboardEvent, rows: RowView[]): void {
    const at = rows.findIndex((row) => row.id === (event.target as HTMLElement).dataset["row"]);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const row = at < 0 || to === undefined ? undefined : rows[to];
    if (row) {
      event.preventDefault();
      this.button((event.target as HTMLElement).dataset["row"]!)?.setAttribute("tabindex", "-1");
      const next = this.button(row.id);
      next?.setAttribute("tabindex", "0");
      next?.focus();
    }
  }

  private button(row: string): HTMLElement | null {
    return this.body.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`);
  }
}

function cell(answer: AnswerView): HTMLElement {
  return answer.isRight
    ? h("td", { class: "right", title: answer.detail }, h("span", { "aria-label": `right, ${answer.detail}` }, "✓"))
    : h("td", { class: "wrong", title: answer.detail }, h("span", { "aria-label": "wrong:" }, "✗ "), answer.text, " ", h("span", { class: "quiet" }, answer.detail));
}
