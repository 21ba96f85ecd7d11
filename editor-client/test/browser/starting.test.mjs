// How the language server is started where something is in the way: no fitting .NET, no disk.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test as plain } from "node:test";

import { client, missing, packaged, startVSCode } from "./vscode.mjs";

const fixtures = path.join(client, "test", "fixtures");
const skip = missing() ?? (packaged() ? false : "there is no package: run `npm run package` first");

let vscode;
before(async () => {
  if (!skip) {
    vscode = await startVSCode({ fixture: path.join(fixtures, "work"), vsix: packaged() });
    const old = path.join(vscode.home, "dotnet");
    writeFileSync(old, "#!/bin/sh\necho 'Microsoft.NETCore.App 8.0.11 [/usr/share/dotnet/shared/Microsoft.NETCore.App]'\n", { mode: 0o755 });
    vscode.set({ "adaptlab.dotnet.path": old });
  }
});
after(() => vscode?.close());

function test(name, options, act) {
  plain(name, options, (t) => vscode.seen(name, () => act(t)));
}

test("a .NET that is too old is said, with a way to get another; with the right one the server starts", { skip }, async () => {
  await vscode.open("faulty.adapt:26:20");
  const message = vscode.notification("has 8.0.11");
  await message.locator("a", { hasText: "Get .NET" }).waitFor();
  await vscode.status("Click to try again").waitFor();
  assert.equal(await vscode.squiggle().count(), 0);
  vscode.set({ "adaptlab.dotnet.path": path.join(vscode.home, "nowhere") });
  await vscode.notification("cannot be started").waitFor();
  vscode.set({ "adaptlab.dotnet.path": undefined });
  await vscode.squiggle().waitFor();
  await vscode.status("Specs are checked").waitFor();
});

test("it is restarted by command, and checks again", { skip }, async () => {
  await vscode.command("AdaptLab: Restart Language Server");
  await vscode.squiggle().waitFor({ state: "detached" });
  await vscode.squiggle().waitFor();
});

test("a workspace that is not on a disk has colours, and no server", { skip }, async () => {
  const workspace = path.join(vscode.home, "virtual.code-workspace");
  writeFileSync(workspace, JSON.stringify({ folders: [{ uri: "memory:/specs", name: "specs" }] }));
  await vscode.openWorkspace(workspace, [
    ["extensionDevelopmentPath", `vscode-remote://${vscode.address}${path.join(fixtures, "memory-files")}`],
  ]);
  await vscode.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "faulty.adapt" }).dblclick();
  await vscode.line("strategy").waitFor();
  await vscode.status("not on a disk").waitFor();
  const colours = await vscode.page.locator(".editor-group-container.active .view-line span[class^=mtk]").evaluateAll((spans) => new Set(spans.map((span) => span.className)).size);
  assert.ok(colours > 2, `${colours} colours`);
  assert.equal(await vscode.squiggle().count(), 0);
});
