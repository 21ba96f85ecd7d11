// A workspace that is not trusted is read, and nothing of it is run.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { client, missing, packaged, startVSCode } from "./vscode.mjs";

const skip = missing() ?? (packaged() ? false : "there is no package: run `npm run package` first");

test("an untrusted workspace is checked by the bundled server, whatever its settings name, and runs nothing", { skip }, async (t) => {
  const vscode = await startVSCode({ fixture: path.join(client, "test", "fixtures", "work"), vsix: packaged(), trust: false });
  t.after(() => vscode.close());
  // The workspace wants a program of its own to be started.
  const trap = path.join(vscode.home, "trap");
  mkdirSync(path.join(vscode.folder, ".vscode"));
  writeFileSync(path.join(vscode.folder, "trap.sh"), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
  writeFileSync(path.join(vscode.folder, ".vscode", "settings.json"), JSON.stringify({ "adaptlab.server.path": "trap.sh" }));

  await vscode.open("faulty.adapt:26:20");
  await vscode.squiggle().waitFor();
  await vscode.lens("Run comparison").click();
  await vscode.notification("not trusted").waitFor();
  assert.equal(existsSync(trap), false);
  assert.equal(existsSync(path.join(vscode.folder, ".adaptlab")), false);
});
