// The extension as it is installed, in a real VS Code: what somebody does with a spec, from opening it to reading the verdict.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";

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
  await vscode.page.keyboard.press("Control+.");
  await vscode.page.locator(".action-widget .monaco-list-row.focused", { hasText: "shots" }).waitFor();
  await vscode.page.keyboard.press("Enter");
  await vscode.squiggle().waitFor({ state: "hidden" });
  assert.match(await vscode.text(), /strategy prompt \{ shots: 2 \}/);
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
  await vscode.lens("Run").waitFor();
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
  await vscode.lens("Run comparison").click();
  const progress = vscode.notification("Comparing small.adapt");
  await progress.waitFor();
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

test("rows are filtered and searched, and a click leads to where one stands", { skip: skipRun }, async () => {
  const panel = vscode.panel();
  await panel.getByLabel("Search texts and answers").fill("potatoes");
  await panel.locator("[role=status]", { hasText: "1 of 4 rows" }).waitFor();
  await panel.locator("button.row").click();
  const selected = vscode.page.locator(".editor-instance .view-overlays .selected-text").first();
  await selected.waitFor({ state: "attached" });
  await vscode.page.locator("#status\\.editor\\.selection", { hasText: "Ln 21" }).or(vscode.page.locator(".statusbar-item", { hasText: "Ln 21" })).first().waitFor();
  await panel.getByLabel("Search texts and answers").fill("");
  await panel.getByLabel("All wrong").check();
  const shown = await panel.locator("table.rows tbody tr").count();
  assert.match(await panel.locator("[role=status]").innerText(), new RegExp(`^${shown === 4 ? "4" : `${shown} of 4`} rows$`));
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

test("the Testing view has the strategies and their rows", { skip: skipRun }, async () => {
  await vscode.command("Testing: Focus on Test Explorer View");
  const row = (text) => vscode.page.locator(".test-explorer .monaco-list-row", { hasText: text }).first();
  await row("small.adapt").waitFor();
  await row("small.adapt").locator(".monaco-tl-twistie").click();
  await row("prompt").waitFor();
  await row("prompt").locator(".monaco-tl-twistie").click();
  await row("Peel the potatoes").waitFor();
});

function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
