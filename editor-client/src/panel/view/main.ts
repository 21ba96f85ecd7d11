import type { CandidateView, Column, ComparisonView, PastRunView, ResultsView, RunningCandidate, Table } from "../../server/protocol";
import { makeSortable } from "../../../../src/AdaptLab.Reporting/Html/sorting.mjs";
import type { FromPage, PageState, ToPage } from "../messages";
import { h } from "./dom";
import { explorable } from "./plots";
import { RowSection } from "./rowSection";

const vscode = acquireVsCodeApi<PageState>();
const page = document.getElementById("page")!;
const kept = vscode.getState();
const state: PageState = { filter: "all", search: "", scroll: 0, ...kept, spec: document.body.dataset["spec"]! };
const rows = new RowSection(state, keep, (row) => send({ type: "goTo", row }));

/** The sections of the page, each made anew only if what it shows is other than before. */
const sections: { element: HTMLElement; print: string; show: (message: ToPage) => [unknown, () => (Node | false | undefined)[]] }[] = [
  part("header", ({ spec, view, canRun }) => [[spec, view?.task, view?.results?.context, view?.isRunning, canRun, !view?.results], () => header(spec, view, canRun)]),
  part("section", ({ view }) => [[view?.isRunning, view?.running, view?.problem], () => [...progress(view), problem(view)]]),
  part("section", ({ view }) => [[view?.results?.verdict, view?.results?.requirements], () => (view?.results ? verdict(view.results) : [])]),
  part("section", ({ view }) => [view?.results?.plot, () => [view?.results && explorable(view.results.plot, ".point", "Results")]]),
  part("section", ({ view }) => [[view?.results?.columns, view?.results?.candidates], () => [view?.results && candidates(view.results)]]),
  part("section", ({ view }) => [view?.results?.advice, () => advice(view?.results)]),
  part("section", ({ view }) => [view?.results?.curves, () => curves(view?.results)]),
];
const after: typeof sections = [
  part("section", ({ view }) => [view?.results?.confusion, () => confusion(view?.results)]),
  part("section", ({ view }) => [view?.results?.costs, () => costs(view?.results)]),
  part("section", ({ view }) => [view?.history, () => history(view?.history ?? [])]),
  part("section", ({ view }) => [view?.results?.notes, () => notes(view?.results?.notes ?? [])]),
];

/** Said to who hears the page: what is run, and what came of it; not every step. */
const spoken = h("p", { class: "heard", role: "status" });
let wasRunning = false;

let isFirst = true;
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (isFirst) {
    page.replaceChildren(spoken, ...sections.map((section) => section.element), rows.element, ...after.map((section) => section.element));
  }
  for (const section of [...sections, ...after]) {
    const [shown, make] = section.show(data);
    const print = JSON.stringify(shown) ?? "";
    if (print !== section.print) {
      section.print = print;
      const hadFocus = section.element.contains(document.activeElement);
      section.element.replaceChildren(...make().filter((child): child is Node => Boolean(child)));
      if (hadFocus) {
        section.element.querySelector<HTMLElement>("button, [tabindex='0']")?.focus();
      }
    }
  }
  speak(data.view);
  rows.element.hidden = !data.view?.results?.rows.length;
  if (data.view?.results) {
    rows.show(data.view.results);
  }
  if (isFirst) {
    isFirst = false;
    window.scrollTo(0, state.scroll);
  }
});

window.addEventListener("scroll", () => {
  state.scroll = window.scrollY;
  keep();
});

let width = 0;
new ResizeObserver(() => {
  // Plots are drawn anew by the server; not for every pixel, though.
  const wide = Math.floor(page.clientWidth / 20) * 20;
  if (wide > 0 && wide !== width) {
    send({ type: width === 0 ? "ready" : "width", width: wide });
    width = wide;
  }
}).observe(page);
keep();

function part(tag: "header" | "section" | "figure", show: (typeof sections)[number]["show"]): (typeof sections)[number] {
  return { element: h(tag), print: "", show };
}

function send(message: FromPage): void {
  vscode.postMessage(message);
}

function keep(): void {
  vscode.setState(state);
}

function header(spec: string, view: ComparisonView | undefined, canRun: boolean): (Node | false)[] {
  const button = (text: string, type: "run" | "stop" | "browser", kind: string) => h("button", { class: kind, click: () => send({ type }) }, text);
  return [
    h("div", { class: "title" }, h("h1", {}, view?.task || spec), h("p", { class: "quiet" }, view?.results?.context.split(" · ").slice(1).join(" · ") ?? spec)),
    h("div", { class: "actions" },
      view?.isRunning ? button("Stop", "stop", "secondary") : canRun && button("Run", "run", "primary"),
      view?.results && button("Open in browser", "browser", "secondary")),
    !view?.results && !view?.isRunning
      && h("p", { class: "empty" }, view ? "There is no result yet. Run the comparison to see which strategy does it best." : "The language server does not know this spec. Is it running?"),
  ];
}

function progress(view: ComparisonView | undefined): Node[] {
  if (!view?.isRunning) {
    return [];
  }
  const running: RunningCandidate[] = view.running.length > 0 ? view.running : [{ name: "Loading the model" }];
  return running.map(({ name, share }) => {
    const percent = share === undefined ? undefined : Math.round(share * 100);
    // The width of the bar comes from an attribute: the page allows no inline style.
    return h("div", { class: "running" }, h("span", {}, name), h("progress", { max: 100, value: percent, "aria-label": name }), h("span", { class: "quiet" }, percent === undefined ? "" : `${percent} %`));
  });
}

function speak(view: ComparisonView | undefined): void {
  const isRunning = view?.isRunning ?? false;
  const text = isRunning ? `Running ${view!.running.map(({ name }) => name).join(", ")}`
    : wasRunning ? `Ended. ${view?.problem ?? view?.results?.verdict[0] ?? ""}`
    : spoken.textContent;
  if (text !== spoken.textContent) {
    spoken.textContent = text;
  }
  wasRunning = isRunning;
}

function problem(view: ComparisonView | undefined): Node | false {
  return Boolean(view?.problem) && h("p", { class: "problem", role: "alert" }, view!.problem!);
}

function verdict({ verdict: [first, ...rest], requirements }: ResultsView): Node[] {
  return [
    h("p", { class: "verdict" }, first ?? ""),
    ...rest.map((sentence) => h("p", {}, sentence)),
    ...requirements.map(({ text, met, explanation }) => h("p", { class: met ? "right" : "wrong" }, `${met ? "✓" : "✗"} ${text}: ${explanation}`)),
  ];
}

function candidates(results: ResultsView): Node {
  const frame = table("candidates", results.columns, results.candidates.map((candidate) => h("tr", { class: candidate.isBest ? "best" : undefined },
    ...cells(results.columns, candidate.cells, staleMark(candidate)))));
  makeSortable(frame.querySelector("table")!);
  return frame;
}

function advice(results: ResultsView | undefined): (Node | undefined)[] {
  return results?.advice.map(({ text, source }) => h("p", { class: "advice" }, h("strong", {}, "Advice"), ` ${text} `, h("span", { class: "quiet" }, `(${source})`))) ?? [];
}

function curves(results: ResultsView | undefined): Node[] {
  return results?.curves
    ? [h("h2", {}, "What more examples bring"), ...sentences(results.curves.crossings), explorable(results.curves.plot, ".curve g", "Learning curves")]
    : [];
}

function costs(results: ResultsView | undefined): (Node | undefined)[] {
  if (!results?.costs.table.rows.length) {
    return [];
  }
  const { table: costs, note, whenPreparingPays } = results.costs;
  return [
    h("h2", {}, "What it costs"),
    plainTable("costs", costs),
    note === undefined ? undefined : h("p", { class: "quiet" }, note),
    ...(whenPreparingPays ? [h("h3", {}, "When preparing pays"), plainTable("pays", whenPreparingPays)] : []),
  ];
}

function plainTable(kind: string, { columns, rows }: Table): Node {
  return table(kind, columns, rows.map((row) => h("tr", {}, ...cells(columns, row))));
}

function sentences(all: string[]): Node[] {
  return all.map((sentence) => h("p", {}, sentence));
}

/** In a frame of its own, which scrolls where the panel is narrow, also by keys. */
function table(kind: string, columns: Column[], rows: Node[]): HTMLElement {
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": kind }, h("table", { class: kind },
    h("thead", {}, h("tr", {}, ...columns.map(({ header: text, isNumeric }) => h("th", { scope: "col", class: isNumeric ? "number" : undefined }, text)))),
    h("tbody", {}, ...rows)));
}

/** @param mark After the name, which is the first cell. */
function cells(columns: Column[], texts: string[], mark?: Node): Node[] {
  return texts.map((text, index) => (index === 0
    ? h("th", { scope: "row" }, text, mark)
    : h("td", { class: columns[index]?.isNumeric ? "number" : undefined }, text)));
}

function staleMark({ stale }: CandidateView): Node | undefined {
  return stale === undefined ? undefined : h("span", { class: "stale" }, `stale: ${stale}`);
}

function confusion(results: ResultsView | undefined): (Node | undefined)[] {
  return results?.confusion ? [h("h2", {}, "What is taken for what"), explorable(results.confusion, ".matrix g", "Confusion matrices")] : [];
}

function history(runs: PastRunView[]): Node[] {
  const columns = ["when", "took", "results", "verdict"].map((header) => ({ header, isNumeric: header === "took" }));
  const row = (run: PastRunView) => h("tr", {},
    h("td", { class: "when", title: run.started }, run.age),
    h("td", { class: "number" }, run.took),
    h("td", {}, ...run.candidates.map(({ name, score, p95 }) => h("span", { class: "score" }, `${name} ${score}, ${p95}`))),
    h("td", {}, run.verdict));
  return runs.length === 0 ? [] : [h("h2", {}, "Past runs"), table("history", columns, runs.map(row))];
}

function notes(all: string[]): Node[] {
  return all.length === 0 ? [] : [h("h2", {}, "Notes"), h("ul", {}, ...all.map((note) => h("li", {}, note)))];
}
