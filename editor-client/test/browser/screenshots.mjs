// Pictures for the documentation, from a run of the small sample: `npm run screenshots`. Look at them before they are committed.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { adaptlabCommand, missing, packaged, root, startVSCode } from "./vscode.mjs";

const skip = missing() ?? (packaged() && adaptlabCommand() ? false : "build the solution and run `npm run package` first");
const images = path.join(root, "docs", "images");

test("pictures are taken", { skip }, async (t) => {
  const fixture = mkdtempSync(path.join(tmpdir(), "adaptlab-pictures-"));
  cpSync(path.join(root, "specs", "smoke.adapt"), path.join(fixture, "topics.adapt"));
  const settings = {
    "adaptlab.server.path": adaptlabCommand(),
    "editor.minimap.enabled": false,
    "workbench.activityBar.location": "hidden",
    "editor.fontSize": 12,
    "breadcrumbs.enabled": false,
  };
  const vscode = await startVSCode({ fixture, vsix: packaged(), settings, size: { width: 1240, height: 760 } });
  t.after(async () => {
    await vscode.close();
    rmSync(fixture, { recursive: true });
  });
  mkdirSync(images, { recursive: true });
  const picture = (name) => vscode.page.screenshot({ path: path.join(images, `${name}.png`) });

  await vscode.open("topics.adapt:63:1");
  await vscode.page.keyboard.press("Control+B");
  await vscode.lens("Run comparison").click();
  await vscode.panel().locator("button", { hasText: /^Run$/ }).waitFor({ timeout: 240_000 });
  await vscode.lens("Open report").waitFor();
  await picture("editor-light");

  await vscode.command("Preferences: Toggle between Light/Dark Themes");
  await vscode.page.locator(".monaco-workbench.vs-dark").waitFor();
  await vscode.goTo(59, 12);
  await vscode.hover();
  await picture("hover-dark");
  await vscode.page.keyboard.press("Escape");

  await vscode.panel().locator("#rows").scrollIntoViewIfNeeded();
  await vscode.panel().locator("h2", { hasText: "What is taken for what" }).scrollIntoViewIfNeeded();
  await picture("panel-dark");
});
