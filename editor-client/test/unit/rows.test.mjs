// The panel's table of rows: which of them a filter and a search leave.

import assert from "node:assert/strict";
import { test } from "node:test";

import { select } from "../../out/unit/panel/view/rows.mjs";

const names = ["lora", "rag", "prompt"];
const row = (id, text, ...right) => ({
  id, text, expected: "yes", source: `data.jsonl:${id}`, answers: right.map((isRight) => ({ text: isRight ? "yes" : "no", isRight, detail: "0.9" })),
});
const results = {
  candidates: [...names.map((name) => ({ name, hasAnswers: true })), { name: "head", hasAnswers: false }],
  rows: [row("1", "All are right", true, true, true), row("2", "All are wrong", false, false, false), row("3", "Only lora errs", false, true, true), row("4", "Two err", true, false, false)],
};
const ids = (filter, search = "") => select(results, filter, search).map((one) => one.id);

test("each filter leaves what it says", () => {
  assert.deepEqual(ids("all"), ["1", "2", "3", "4"]);
  assert.deepEqual(ids("disagree"), ["3", "4"]);
  assert.deepEqual(ids("allWrong"), ["2"]);
  assert.deepEqual(ids({ onlyWrong: "lora" }), ["3"]);
  assert.deepEqual(ids({ onlyWrong: "rag" }), []);
});

test("a search looks for every word, in texts, sources and answers, and adds to the filter", () => {
  assert.deepEqual(ids("all", "ARE all"), ["1", "2"]);
  assert.deepEqual(ids("all", "jsonl:4"), ["4"]);
  assert.deepEqual(ids("all", "no"), ["2", "3", "4"]);
  assert.deepEqual(ids("disagree", "err"), ["3", "4"]);
  assert.deepEqual(ids("allWrong", "lora"), []);
});
