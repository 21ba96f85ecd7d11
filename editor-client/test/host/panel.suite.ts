import assert from "node:assert/strict";
import * as vscode from "vscode";

import { openSpec, parts } from "./extension";

export function define(): void {
  suite("panel", () => {
    test("there is one for each spec, and it goes with its tab", async () => {
      const { panels } = await parts();
      const { uri } = await openSpec("faulty.adapt");
      panels.show(uri, vscode.ViewColumn.Beside);
      const first = panels.of(uri);
      panels.show(uri, vscode.ViewColumn.Beside);
      assert.ok(first);
      assert.equal(panels.of(uri), first);
      first.dispose();
      assert.equal(panels.of(uri), undefined);
    });
  });
}
