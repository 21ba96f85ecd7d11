// Each file in cases/ is a text with the scopes expected under its lines. Beyond that, the grammar must cope with every
// sample spec: nothing in a sound spec may be marked as invalid.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const client = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const specs = path.resolve(client, "..", "specs");
const tool = require.resolve("vscode-tmgrammar-test/dist/unit.js");

for (const name of readdirSync(path.join(client, "test", "cases")).sort()) {
  test(`scopes are as written in ${name}`, () => {
    const run = spawnSync(process.execPath, [tool, "--compact", path.join("test", "cases", name)], { cwd: client, encoding: "utf8" });
    assert.equal(run.status, 0, run.stdout + run.stderr);
  });
}

const grammar = await loadGrammar();

for (const name of readdirSync(specs).filter((file) => file.endsWith(".adapt")).sort()) {
  const lines = readFileSync(path.join(specs, name), "utf8").split("\n");

  test(`nothing in ${name} is invalid, and every line ends where it should`, () => {
    const { tokens, depth } = tokenize(lines);
    assert.deepEqual(tokens.filter((token) => token.scopes.some((scope) => scope.startsWith("invalid."))), []);
    assert.equal(depth, 1, "a string, a comment or a bracket is still open at the end");
  });

  test(`every declaration of ${name} is found`, () => {
    const written = lines.filter((line) => /^(task|model|examples|documents|eval|strategy|compare)\b/.test(line)).length;
    const { tokens } = tokenize(lines);
    assert.equal(tokens.filter((token) => token.scopes.includes("keyword.declaration.adapt")).length, written);
  });
}

/** The tokens of all lines, and how many rules are still open at the end (1 is the grammar itself). */
function tokenize(lines) {
  const tokens = [];
  let state = null;
  for (const line of lines) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    tokens.push(...result.tokens.map((token) => ({ text: line.slice(token.startIndex, token.endIndex), scopes: token.scopes })));
  }
  return { tokens, depth: state.depth };
}

async function loadGrammar() {
  const textmate = require("vscode-textmate");
  const oniguruma = require("vscode-oniguruma");
  const wasm = readFileSync(path.join(path.dirname(require.resolve("vscode-oniguruma")), "onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = path.join(client, "syntaxes", "adapt.tmLanguage.json");
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(file, "utf8"), file),
  });
  return registry.loadGrammar("source.adapt");
}
