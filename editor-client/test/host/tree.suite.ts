import assert from "node:assert/strict";

import { openSpec, parts } from "./extension";

export function define(): void {
  suite("testing view", () => {
    test("a spec has its strategies, and each of these the eval rows", async () => {
      const { tests } = await parts();
      const { uri } = await openSpec("small.adapt");
      const spec = tests.controller.items.get(uri.toString())!;
      await tests.controller.resolveHandler!(spec);
      const strategies = [...spec.children].map(([, item]) => item);
      assert.deepEqual(strategies.map((item) => item.label), ["prompt", "rag"]);
      assert.deepEqual(strategies.map((item) => item.children.size), [4, 4]);
      const [, row] = [...strategies[0]!.children][0]!;
      assert.equal(row.label, "A storm blew down trees all along the road.");
      assert.equal(row.description, "weather");
      assert.equal(row.uri!.toString(), uri.toString());
    });
  });
}
