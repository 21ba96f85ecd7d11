import type { CandidateView, ComparisonView, PastRunView, ResultsView, RunningCandidate } from "../../server/protocol";
import type { FromPage, PageState, ToPage } from "../messages";
import { h, picture } from "./dom";
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
  part("figure", ({ view }) => [view?.results?.plot, () => [view?.results && picture(view.results.plot)]]),
  part("section", ({ view }) => [[view?.results?.columns, view?.results?.candidates], () => [view?.results && table(view.results)]]),
];
const after: typeof sections = [
  part("section", ({ view }) => [view?.results?.confusion, () => confusion(view?.results)]),
  part("section", ({ view }) => [view?.history, () => history(view?.history ?? [])]),
  part("section", ({ view }) => [view?.results?.notes, () => notes(view?.results?.notes ?? [])]),
];

let isFirst = true;
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (isFirst) {
    page.replaceChildren(...sections.map((section) => section.element), rows.element, ...after.map((section) => section.element));
  }
  for (const section of [...sections, ...after]) {
    const [shown, make] = section.show(data);
    const print = JSON.stringify(shown) ?? "";
    if (print !== section.print) {
      section.print = print;
      section.element.replaceChildren(...make().filter((child): child is Node => Boolean(child)));
    }
  }
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

function table({ columns, candidates }: ResultsView): Node {
  return h("div", { class: "scroll" }, h("table", { class: "candidates" },
    h("thead", {}, h("tr", {}, ...columns.map(({ header: text, isNumeric }) => h("th", { scope: "col", class: isNumeric ? "number" : undefined }, text)))),
    h("tbody", {}, ...candidates.map((candidate) => h("tr", { class: candidate.isBest ? "best" : undefined },
      ...candidate.cells.map((text, index) => (index === 0
        ? h("th", { scope: "row" }, text, staleMark(candidate))
        : h("td", { class: columns[index]?.isNumeric ? "number" : undefined }, text))))))));
}

function staleMark({ stale }: CandidateView): Node | undefined {
  return stale === undefined ? undefined : h("span", { class: "stale" }, `stale: ${stale}`);
}

function confusion(results: ResultsView | undefined): (Node | undefined)[] {
  return results?.confusion ? [h("h2", {}, "What is taken for what"), h("figure", {}, picture(results.confusion))] : [];
}

function history(runs: PastRunView[]): Node[] {
  if (runs.length === 0) {
    return [];
  }
  return [h("h2", {}, "Past runs"), h("div", { class: "scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, ...["when", "took", "results", "verdict"].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...runs.map((run) => h("tr", {},
      h("td", { class: "when", title: run.started }, run.age),
      h("td", { class: "number" }, run.took),
      h("td", {}, run.candidates.map(({ name, score, p95 }) => `${name} ${score}, ${p95}`).join(" · ")),
      h("td", {}, run.verdict))))))];
}

function notes(all: string[]): Node[] {
  return all.length === 0 ? [] : [h("h2", {}, "Notes"), h("ul", {}, ...all.map((note) => h("li", {}, note)))];
}
