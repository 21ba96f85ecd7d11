// Pictures for the documentation, from a run of a small spec: `npm run screenshots --workspace editor-client`. Look at them
// before they are committed, and also at the others, in out/pictures: of every theme there is one of each kind.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { smallPng } from "./smallPng.mjs";
import { adaptlabCommand, client, missing, packaged, root, startVSCode } from "./vscode.mjs";

const skip = missing() ?? (packaged() && adaptlabCommand() ? false : "build the solution and run `npm run package` first");
const images = path.join(root, "docs", "images");
const others = path.join(client, "out", "pictures");

/** Those that are in a README. */
const shown = ["editor-light", "hover-dark", "panel-light", "panel-dark", "rows-dark"];

const themes = [["Light Modern", "vs"], ["Dark Modern", "vs-dark"], ["Dark High Contrast", "hc-black"], ["Light High Contrast", "hc-light"]];

/** So that none weighs down whoever clones the repository. */
const mostBytes = 100_000;

test("pictures are taken", { skip }, async (t) => {
  const settings = {
    "adaptlab.server.path": adaptlabCommand(),
    "editor.minimap.enabled": false,
    "workbench.activityBar.location": "hidden",
    "workbench.layoutControl.enabled": false,
    "window.commandCenter": false,
    "editor.fontSize": 12,
    "editor.stickyScroll.enabled": false,
    "breadcrumbs.enabled": false,
  };
  const fixture = path.join(client, "test", "fixtures", "pictures");
  const vscode = await startVSCode({ fixture, vsix: packaged(), settings, size: { width: 1360, height: 800 } });
  t.after(() => vscode.close());
  const panel = vscode.panel();
  mkdirSync(images, { recursive: true });
  mkdirSync(others, { recursive: true });

  await vscode.open("topics.adapt:53:1");
  await vscode.page.keyboard.press("Control+B");
  await vscode.clickLens("Run comparison", vscode.notification("Comparing topics.adapt"));
  await panel.locator("button", { hasText: /^Run$/ }).waitFor({ timeout: 300_000 });
  // Lenses follow a moment later.
  await vscode.lens("Stop").waitFor({ state: "detached" });
  await vscode.lens("Run comparison").waitFor();

  for (const [theme, name] of themes) {
    await choose(vscode, theme);
    await vscode.page.locator(`.monaco-workbench.${name}`).waitFor();
    const picture = (what) => take(vscode.page, `${what}-${theme.toLowerCase().replace(" modern", "").replaceAll(" ", "-")}`);

    await vscode.tab("topics.adapt").click();
    await vscode.goTo(58, 1);
    await vscode.goTo(51, 12);
    await scrollTo(panel, "main");
    await picture("editor");
    await vscode.hover();
    await picture("hover");
    await vscode.page.keyboard.press("Escape");

    // The panel by itself, as wide as it will.
    await vscode.page.locator(".editor-group-container").nth(1).locator(".tab").click();
    await vscode.command("View: Toggle Maximize Editor Group");
    await panel.locator(".verdict").waitFor();
    await scrollTo(panel, "main");
    await picture("panel");
    await scrollTo(panel, "h2:text('What more examples bring')");
    await picture("curves");
    await panel.getByLabel("Disagree").check();
    await scrollTo(panel, "h2#rows");
    await picture("rows");
    await panel.getByLabel("All", { exact: true }).check();
    await vscode.command("View: Toggle Maximize Editor Group");
  }
});

async function choose(vscode, theme) {
  const input = vscode.page.locator(".quick-input-widget .quick-input-box input").first();
  // Of a command that is chosen while the window is at work, nothing may come.
  for (let attempt = 0; attempt < 5; attempt++) {
    await vscode.command("Preferences: Color Theme");
    if (await input.fill(theme, { timeout: 8_000 }).then(() => true, () => false)) {
      return vscode.pick(theme);
    }
  }
  throw new Error("The list of themes does not open.");
}

async function scrollTo(panel, what) {
  await panel.locator(what).evaluate((element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 16));
}

async function take(page, name) {
  const file = path.join(shown.includes(name) ? images : others, `${name}.png`);
  const picture = smallPng(await page.screenshot({ animations: "disabled" }));
  writeFileSync(file, picture);
  console.log(`${path.relative(root, file)}: ${Math.round(picture.length / 1000)} kB${picture.length > mostBytes ? ", which is too much: make the window smaller" : ""}`);
}
