import assert from "node:assert/strict";
import { test } from "node:test";

import { spaced } from "../../out/unit/server/markdown.mjs";

test("tables have room between their columns, and what is no table stays as it is", () => {
  assert.equal(
    spaced("lora | rag\n\n| a | b |\n| --- | --: |\n| x \\| y | 1 |\n\nend"),
    "lora | rag\n\n| a | &nbsp;&nbsp;b |\n| --- | --: |\n| x \\| y | &nbsp;&nbsp;1 |\n\nend",
  );
});
