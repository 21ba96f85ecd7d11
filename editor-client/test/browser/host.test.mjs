// The suites of test/host, which run within VS Code's extension host and see the extension's own parts. Each of their tests
// is one here.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import { client, missing, startVSCode } from "./vscode.mjs";

const skip = missing() ?? false;

test("in the extension host", { skip }, async (t) => {
  const vscode = await startVSCode({ fixture: path.join(client, "test", "fixtures", "work") });
  t.after(() => vscode.close());
  const results = [];
  const done = new Promise((resolve) => {
    vscode.page.exposeFunction("codeAutomationLog", (_type, ...parts) => {
      const line = parts.map(String).join(" ");
      const told = /host-test (\{.*\})/.exec(line);
      if (told) {
        results.push(JSON.parse(told[1]));
      }
    });
    vscode.page.exposeFunction("codeAutomationExit", resolve);
  });
  // The staged package holds what is installed by users: server, templates and all.
  const extension = path.join(client, "out", "package");
  const suite = path.join(client, "out", "host", "index.js");
  await vscode.open(undefined, [
    ["extensionDevelopmentPath", `vscode-remote://${vscode.address}${extension}`],
    ["extensionTestsPath", `vscode-remote://${vscode.address}${suite}`],
  ]);
  const code = await done;
  for (const { title, error } of results) {
    await t.test(title, () => assert.equal(error, undefined));
  }
  assert.equal(code, 0);
  assert.ok(results.length > 0);
});

