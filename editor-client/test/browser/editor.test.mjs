// The extension as it is installed, in a real VS Code: what somebody does with a spec, from opening it to reading the verdict.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test as plain } from "node:test";

import { adaptlabCommand, client, missing, packaged, startVSCode } from "./vscode.mjs";

const fixture = path.join(client, "test", "fixtures", "work");
const vsix = packaged();
const command = adaptlabCommand();
const skip = missing() ?? (vsix ? false : "there is no package: run `npm run package` first");
const skipRun = skip || (command ? false : "the adaptlab command has not been built");

let vscode;
before(async () => {
  if (!skip) {
    vscode = await startVSCode({ fixture, vsix, settings: command ? { "adaptlab.server.path": command } : {} });
  }
});
after(() => vscode?.close());

/** They go on where the one before has left the window. */
function test(name, options, act) {
  plain(name, options, (t) => vscode.seen(name, () => act(t)));
}

test("a fault is underlined, and stands among the problems", { skip }, async (t) => {
  const start = performance.now();
  await vscode.open("faulty.adapt:25:20");
  await vscode.squiggle().waitFor();
  t.diagnostic(`from opening the folder to the first diagnostics: ${seconds(start)}`);
  await vscode.page.keyboard.press("Control+Shift+M");
  await vscode.problem("shoots").waitFor();
});

test("a quick fix mends it", { skip }, async () => {
  await vscode.open("faulty.adapt:26:20");
  await vscode.squiggle().waitFor();
  await vscode.mend("shots");
  await vscode.squiggle().waitFor({ state: "hidden" });
  assert.match(await vscode.text(), /strategy prompt \{ shots: 2 \}/);
});

test("a row of a data file that is doubted is mended in that file", { skip }, async () => {
  // What is doubted is said once nobody types, and at the row, for the spec that reads it is open.
  await vscode.open("doubtful.adapt:8:1");
  await vscode.squiggle("warning").waitFor();
  await vscode.openFile("hired.jsonl:5:5");
  await vscode.editor("hired.jsonl").locator(".cdr.squiggly-warning").first().waitFor();
  await vscode.mend("Change the label to 'cooking'");
  await vscode.editor("hired.jsonl").locator(".cdr.squiggly-warning").first().waitFor({ state: "detached" });
  const lines = (await vscode.text()).split("\n").filter((line) => line.includes("Fry the onions"));
  assert.equal(lines.length, 2);
  assert.ok(lines.every((line) => line.includes('"label": "cooking"')), lines.join("\n"));
});

test("a hover says what a property means, and that of a strategy runs it", { skip }, async () => {
  await vscode.open("small.adapt:26:20");
  await vscode.lens("Run").waitFor();
  const property = await vscode.hover();
  assert.match(await property.innerText(), /shots/);
  await vscode.page.keyboard.press("Escape");
  await vscode.goTo(26, 12);
  const strategy = await vscode.hover();
  await strategy.locator("a", { hasText: "Run prompt" }).waitFor();
  await vscode.page.keyboard.press("Escape");
});

test("completion offers what may stand there", { skip }, async () => {
  await vscode.open("small.adapt:27:29");
  await vscode.lens("Run").waitFor();
  await vscode.goTo(27, 29);
  await vscode.page.keyboard.type(", ");
  await vscode.page.keyboard.press("Control+Space");
  await vscode.page.locator(".suggest-widget .monaco-list-row", { hasText: "search" }).first().waitFor();
  await vscode.page.keyboard.press("Escape");
  await vscode.page.keyboard.press("Control+Z");
});

test("a label is renamed in the task and in every row", { skip }, async () => {
  await vscode.open("small.adapt:5:6");
  // It may stand below what is seen.
  await vscode.lens("Run").waitFor({ state: "attached" });
  await vscode.page.keyboard.press("F2");
  const input = vscode.page.locator(".rename-box input");
  await input.waitFor();
  await input.fill("skies");
  await vscode.page.keyboard.press("Enter");
  await vscode.page.locator(".view-line", { hasText: "=> skies" }).first().waitFor();
  assert.doesNotMatch(await vscode.text(), /=> weather/);
  await vscode.page.keyboard.press("Control+Z");
});

test("a run from the lens shows its progress, is stopped, and run again to its end", { skip: skipRun }, async (t) => {
  await vscode.open("small.adapt:29:1");
  const progress = vscode.notification("Comparing small.adapt");
  await vscode.clickLens("Run comparison", progress);
  await vscode.status("is being run").waitFor();
  // The lens follows the run: only when it offers to run again has the first one ended.
  await vscode.lens("Stop").waitFor();
  await progress.locator("a", { hasText: "Cancel" }).click();
  await vscode.lens("Stop").waitFor({ state: "detached" });

  const start = performance.now();
  await vscode.lens("Run comparison").click();
  const panel = vscode.panel();
  await panel.locator(".candidates tbody tr").first().waitFor();
  t.diagnostic(`from the click on the lens to the first strategy's result on the panel: ${seconds(start)}`);
  await panel.locator("button", { hasText: "Run" }).waitFor();
  assert.equal(await panel.locator(".candidates tbody tr").count(), 2);
});

test("results stand above the strategies, and after the rows", { skip: skipRun }, async () => {
  await vscode.lens("ms ·").waitFor();
  await vscode.page.locator(".view-line", { hasText: /[✓✗]/ }).first().waitFor();
});

test("the panel says who wins, draws it, and has every row", { skip: skipRun }, async () => {
  const panel = vscode.panel();
  assert.match(await panel.locator(".verdict").innerText(), /prompt|rag/);
  assert.equal(await panel.locator("svg[aria-labelledby^=plot] .point").count(), 2);
  const { width, height } = await panel.locator("svg[aria-labelledby^=plot]").boundingBox();
  assert.ok(width > 300 && height > 200, `the plot is ${width} by ${height}`);
  assert.equal(await panel.locator("svg[aria-labelledby^=confusion] .matrix").count(), 2);
  assert.equal(await panel.locator("table.rows tbody tr").count(), 4);
});

test("a press on a heading sorts the strategies, and another turns them round", { skip: skipRun }, async () => {
  const table = vscode.panel().locator("table.candidates");
  const heading = table.locator("th").first();
  const names = () => table.locator("tbody tr > :first-child").allInnerTexts();
  const before = await names();
  await heading.locator("button").click();
  assert.equal(await heading.getAttribute("aria-sort"), "ascending");
  const upwards = await names();
  assert.deepEqual(upwards, [...before].sort((one, other) => one.localeCompare(other, "en")));
  await heading.locator("button").click();
  assert.equal(await heading.getAttribute("aria-sort"), "descending");
  assert.deepEqual(await names(), upwards.toReversed());
  await heading.locator("button").click();
  assert.deepEqual(await names(), before);
});

test("rows are filtered and searched, and a click leads to where one stands", { skip: skipRun }, async () => {
  const panel = vscode.panel();
  await panel.getByLabel("Search texts and answers").fill("potatoes");
  await count(panel, "1 of 4 rows").waitFor();
  await panel.locator("button.row").click();
  const selected = vscode.page.locator(".editor-instance .view-overlays .selected-text").first();
  await selected.waitFor({ state: "attached" });
  await vscode.page.locator("#status\\.editor\\.selection", { hasText: "Ln 21" }).or(vscode.page.locator(".statusbar-item", { hasText: "Ln 21" })).first().waitFor();
  await panel.getByLabel("Search texts and answers").fill("");
  await panel.getByLabel("All wrong").check();
  const shown = await panel.locator("table.rows tbody tr").count();
  await count(panel, `${shown === 4 ? "4" : `${shown} of 4`} rows`).waitFor();
  await panel.getByLabel("All", { exact: true }).check();
});

test("a change makes what depends on it stale, and undoing it makes it fresh again", { skip: skipRun }, async () => {
  await vscode.page.locator(".view-line", { hasText: "strategy prompt" }).click();
  await vscode.goTo(26, 27);
  await vscode.page.keyboard.press("Backspace");
  await vscode.page.keyboard.type("3");
  const stale = vscode.panel().locator(".stale", { hasText: "shots" });
  await stale.waitFor();
  assert.equal(await stale.count(), 1);
  await vscode.lens("stale").waitFor();
  await vscode.page.keyboard.press("Control+Z");
  await vscode.page.keyboard.press("Control+Z");
  await stale.waitFor({ state: "detached" });
});

test("the hover over a strategy, and that over a row, lead to what the model reads", { skip: skipRun }, async () => {
  await vscode.goTo(26, 12);
  await (await vscode.hover()).locator("a", { hasText: "Show the prompt" }).click();
  await vscode.tab("topics: prompt of prompt.txt").waitFor();
  await vscode.line("Name the topic of the sentence.").waitFor();
  await vscode.line("A storm blew down trees all along the road.").waitFor();
  await vscode.page.keyboard.type("x");
  await vscode.page.locator(".monaco-editor-overlaymessage", { hasText: "read-only" }).waitFor();
  await vscode.page.keyboard.press("Escape");
  await vscode.command("View: Close Editor");

  await vscode.tab("small.adapt").click();
  await vscode.goTo(20, 10);
  await (await vscode.hover()).locator("a", { hasText: "Show the prompts" }).click();
  await vscode.tab("topics: prompts.txt").waitFor();
  await vscode.line("looked up:").waitFor();
  await vscode.command("View: Close Editor");
  await vscode.tab("small.adapt").click();
});

test("one strategy is run, and then some", { skip: skipRun }, async () => {
  const runs = vscode.panel().locator("table.history tbody tr");
  await runs.first().waitFor();
  const before = await runs.count();
  await vscode.command("AdaptLab: Run One Strategy…");
  await vscode.pick("rag");
  await runs.nth(before).waitFor();
  assert.match(await runs.first().innerText(), /rag/);
  assert.doesNotMatch(await runs.first().innerText(), /prompt/);

  await vscode.command("AdaptLab: Run Comparison with Some Strategies…");
  await vscode.pick("rag");
  await vscode.pick("prompt");
  await vscode.page.keyboard.press("Enter");
  await runs.nth(before + 1).waitFor();
  assert.match(await runs.first().innerText(), /prompt.*rag|rag.*prompt/s);
});

test("what a strategy learns from is exported by the command, into a folder that is asked for", { skip: skipRun }, async () => {
  await vscode.command("AdaptLab: Export Adapter…");
  await vscode.pick("prompt");
  await vscode.pick("As OpenAI's fine-tuning takes them");
  const place = vscode.page.locator(".quick-input-widget .quick-input-box input").first();
  const folder = path.join(vscode.folder, "exported");
  // It offers a name beside the spec; before that, what is typed is lost.
  await vscode.page.waitForFunction(() => document.querySelector(".quick-input-widget .quick-input-box input")?.value.endsWith("prompt-openai-jsonl"));
  await place.fill(folder);
  await vscode.page.keyboard.press("Enter");
  await vscode.page.locator(".terminal-wrapper, .terminal-outer-container").first().waitFor();
  await until(() => existsSync(folder) && readdirSync(folder).length > 0);
  await vscode.command("View: Toggle Panel Visibility");
});

test("the report is written, and said where, since it is on another machine than the browser", { skip: skipRun }, async () => {
  await vscode.command("AdaptLab: Open Report in the Browser");
  await vscode.notification("topics.html").or(vscode.notification("small.html")).waitFor();
  assert.ok(existsSync(path.join(vscode.folder, ".adaptlab", "reports", "small.html")));
  await vscode.command("Notifications: Clear All Notifications");
});

test("the panel is used by the keyboard: points, filters, rows", { skip: skipRun }, async () => {
  const panel = vscode.panel();
  const focused = (what) => panel.locator(`${what}:focus`);
  await panel.locator(".point[tabindex='0']").focus();
  await vscode.page.keyboard.press("ArrowRight");
  const point = focused(".point");
  await point.waitFor();
  assert.equal(await panel.locator("figure[aria-label=Results] figcaption").innerText(), await point.getAttribute("aria-label"));
  await panel.getByLabel("All", { exact: true }).focus();
  await vscode.page.keyboard.press("ArrowRight");
  assert.equal(await panel.getByLabel("Disagree").isChecked(), true);
  await vscode.page.keyboard.press("ArrowLeft");
  await panel.locator("button.row[tabindex='0']").focus();
  await vscode.page.keyboard.press("End");
  await focused("button.row").waitFor();
  assert.match(await focused("button.row").innerText(), /Roast the chicken/);
  await vscode.page.keyboard.press("Enter");
  await vscode.page.locator(".statusbar-item", { hasText: "Ln 23" }).first().waitFor();
});

test("what it costs stands on the panel, and what to do", { skip: skipRun }, async () => {
  const panel = vscode.panel();
  assert.equal(await panel.locator("table.costs tbody tr").count(), 2);
  assert.match(await panel.locator("table.costs thead").innerText(), /preparation, once/);
  assert.match(await panel.locator(".advice").first().innerText(), /^Advice/);
});

test("after a reload the panel is there as it was", { skip: skipRun }, async () => {
  // Without a file to open, for such a window has that file and nothing else.
  await vscode.open();
  await vscode.panel().getByLabel("Search texts and answers").fill("potatoes");
  await count(vscode.panel(), "1 of 4 rows").waitFor();
  await vscode.command("Developer: Reload Window");
  await count(vscode.panel(), "1 of 4 rows").waitFor();
  await vscode.panel().getByLabel("Search texts and answers").fill("");
});

test("results are forgotten after a question, and the panel follows", { skip: skipRun }, async () => {
  await vscode.tab("small.adapt").click();
  // Where the editor was left, the lens may stand outside of what is seen.
  await vscode.goTo(29);
  await vscode.lens("Open report").waitFor();
  await vscode.command("AdaptLab: Clear Results…");
  await vscode.page.locator(".monaco-dialog-box .monaco-button", { hasText: "Clear Results" }).click();
  await vscode.panel().locator(".empty", { hasText: "no result yet" }).waitFor();
  await vscode.lens("Open report").waitFor({ state: "detached" });
});

test("the Testing view has the strategies and their rows, runs them, and marks the rows in the text", { skip: skipRun }, async () => {
  await vscode.command("Testing: Focus on Test Explorer View");
  const row = (text) => vscode.page.locator(".test-explorer .monaco-list-row", { hasText: text }).first();
  await row("small.adapt").waitFor();
  await row("small.adapt").locator(".monaco-tl-twistie").click();
  await row("rag").waitFor();
  await row("rag").hover();
  await row("rag").locator(".action-label[aria-label^='Run Test']").first().click();
  await vscode.status("rag").or(vscode.status("small.adapt")).first().waitFor();
  await row("rag").locator(".codicon-testing-passed-icon, .codicon-testing-failed-icon").waitFor();
  await row("rag").locator(".monaco-tl-twistie").click();
  await row("Peel the potatoes").waitFor();
  await vscode.page.locator(".editor-instance .glyph-margin-widgets").locator(".codicon-testing-passed-icon, .codicon-testing-failed-icon").first().waitFor();
});

test("a new spec begins from a template", { skip }, async () => {
  await vscode.command("AdaptLab: New Spec from a Template…");
  await vscode.pick("Two sets of examples");
  await vscode.tab("Untitled-1").waitFor();
  await vscode.line("strategy").waitFor();
});

function count(panel, text) {
  return panel.locator("section[aria-labelledby=rows] [role=status]", { hasText: text });
}

async function until(condition) {
  for (const deadline = Date.now() + 60_000; !condition(); await new Promise((resolve) => setTimeout(resolve, 50))) {
    assert.ok(Date.now() < deadline, `it never came to be that ${condition}`);
  }
}

function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
