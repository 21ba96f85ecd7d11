// Sorting a table by a press on a heading, in the report and in the panel.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keyOf, makeSortable, order } from "../../../src/AdaptLab.Reporting/Html/sorting.mjs";

test("a figure is sorted by its value, a time by how long it is, and what is missing comes last either way", () => {
  const sorted = (texts, isDescending = false) => order(texts.map((text) => keyOf(text, true)), isDescending).map((at) => texts[at]);
  assert.deepEqual(sorted(["12 ms", "6.4 s", "0.3 ms", "–", "2 min", "67 ms†", "1.5 h"]), ["0.3 ms", "12 ms", "67 ms†", "6.4 s", "2 min", "1.5 h", "–"]);
  assert.deepEqual(sorted(["57.5 % [49.8–64.9]", "–", "62.5 % [54.8–69.6]"], true), ["62.5 % [54.8–69.6]", "57.5 % [49.8–64.9]", "–"]);
  assert.deepEqual(sorted(["1,200", "453", "−3.5", "28"]), ["−3.5", "28", "453", "1,200"]);
});

test("words are sorted as words, the numbers in them by their values, and equals stay as they are", () => {
  const texts = ["rag", "lora rank 16", "head", "lora rank 8", "head"];
  assert.deepEqual(order(texts.map((text) => keyOf(text, false)), false), [2, 4, 3, 1, 0]);
});

test("a press sorts upwards, another downwards, a third puts all back, and the heading says so", () => {
  const { table, press, names, sortedBy } = tableOf(["strategy", "p95"], [["rag", "97 ms"], ["head", "0.4 ms"], ["lora", "18 ms"]]);
  makeSortable(table);
  press(1);
  assert.deepEqual([names(), sortedBy()], [["head", "lora", "rag"], [null, "ascending"]]);
  press(1);
  assert.deepEqual([names(), sortedBy()], [["rag", "lora", "head"], [null, "descending"]]);
  press(1);
  assert.deepEqual([names(), sortedBy()], [["rag", "head", "lora"], [null, "none"]]);
  press(1);
  press(0);
  assert.deepEqual([names(), sortedBy()], [["head", "lora", "rag"], ["ascending", null]]);
});

test("a table of one row has nothing to sort", () => {
  const { table, buttons } = tableOf(["strategy", "p95"], [["rag", "97 ms"]]);
  makeSortable(table);
  assert.equal(buttons().length, 0);
});

/** As much of a document as the script asks for. */
function tableOf(headers, texts) {
  const ownerDocument = { createElement: () => element() };
  const element = (text = "") => {
    const attributes = new Map();
    const listeners = [];
    return {
      ownerDocument, textContent: text, childNodes: [text],
      classList: { contains: (name) => name === "number" && text === "p95" },
      getAttribute: (name) => attributes.get(name) ?? null,
      setAttribute: (name, value) => attributes.set(name, value),
      removeAttribute: (name) => attributes.delete(name),
      append(...nodes) { this.button = nodes.at(-1); },
      addEventListener: (_, listener) => listeners.push(listener),
      click: () => listeners.forEach((listener) => listener()),
    };
  };
  const heads = headers.map(element);
  const body = { rows: texts.map((row) => ({ cells: row.map(element) })), append(...rows) { this.rows = rows; } };
  return {
    table: { tBodies: [body], tHead: { rows: [{ cells: heads }] } },
    press: (column) => heads[column].button.click(),
    names: () => body.rows.map((row) => row.cells[0].textContent),
    sortedBy: () => heads.map((head) => head.getAttribute("aria-sort")),
    buttons: () => heads.filter((head) => head.button),
  };
}
