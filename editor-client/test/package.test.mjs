// The package holds together, and the grammar knows the words of the language's reference.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const client = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const read = (...parts) => readFileSync(path.join(client, ...parts), "utf8");
const manifest = JSON.parse(read("package.json"));
const grammar = read("syntaxes", "adapt.tmLanguage.json");
const reference = read("..", "docs", "language.md");

test("the manifest names files that exist", () => {
  const { languages, grammars } = manifest.contributes;
  for (const file of [...languages.map((l) => l.configuration), ...grammars.map((g) => g.path)]) {
    assert.ok(existsSync(path.join(client, file)), file);
  }
});

test("grammars are found under the scope that the manifest gives them", () => {
  for (const { path: file, scopeName } of manifest.contributes.grammars) {
    assert.equal(JSON.parse(read(file)).scopeName, scopeName);
  }
});

test("files that end in .adapt are of the language", () => {
  const [language] = manifest.contributes.languages;
  assert.deepEqual([language.id, language.extensions], ["adapt", [".adapt"]]);
});

test("the package runs without other packages", () => {
  assert.equal(manifest.dependencies, undefined);
});

test("every command has an action, and every action a title", () => {
  const actions = [...read("src", "commands.ts").matchAll(/^    "(adaptlab\.\w+)":/gm)].map((match) => match[1]);
  assert.deepEqual(manifest.contributes.commands.map((one) => one.command).sort(), actions.sort());
  const named = [...JSON.stringify(manifest).matchAll(/"(?:command":"|onCommand:)(adaptlab\.\w+)/g)].map((match) => match[1]);
  assert.deepEqual(named.filter((name) => !actions.includes(name)), []);
});

test("every setting is explained, has a default, and stands in the README", () => {
  for (const [name, setting] of Object.entries(manifest.contributes.configuration.properties)) {
    assert.ok((setting.description ?? setting.markdownDescription).length > 30, name);
    assert.ok("default" in setting, name);
    assert.ok(read("README.md").includes(`\`${name}\``), name);
  }
});

test("programs that settings name are not a workspace's to choose before it is trusted", () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, "limited");
  assert.deepEqual(restrictedConfigurations, Object.keys(manifest.contributes.configuration.properties).filter((name) => name.endsWith(".path")));
});

test("snippets begin with a prefix, and walkthrough and icons are there", () => {
  const { snippets, walkthroughs } = manifest.contributes;
  for (const snippet of Object.values(JSON.parse(read(snippets[0].path)))) {
    assert.ok(snippet.prefix && snippet.description && snippet.body.length > 0);
  }
  for (const file of [...walkthroughs[0].steps.map((step) => step.media.markdown), manifest.icon, ...Object.values(manifest.contributes.languages[0].icon)]) {
    assert.ok(existsSync(path.join(client, file)), file);
  }
});

test("the language configuration has valid patterns and balanced pairs", () => {
  const configuration = JSON.parse(read("language-configuration.json"));
  const words = new RegExp(configuration.wordPattern.pattern, configuration.wordPattern.flags + "g");
  new RegExp(configuration.indentationRules.increaseIndentPattern);
  new RegExp(configuration.indentationRules.decreaseIndentPattern);
  assert.equal(configuration.brackets.length, 3);
  assert.deepEqual("either contract-clauses größe 3rd-party".match(words), ["either", "contract-clauses", "größe", "3rd-party"]);
});

test("include statements lead to rules that exist", () => {
  const { repository } = JSON.parse(grammar);
  const names = [...grammar.matchAll(/"include": "#([\w-]+)"/g)].map((match) => match[1]);
  assert.ok(names.length > 20);
  assert.deepEqual(names.filter((name) => !(name in repository)), []);
});

// The reference's tables are generated from the language, and a test there keeps them true.
test("every keyword, kind, provider and property of the reference is in the grammar", () => {
  const known = new Set(grammar.match(/[\w]+/g));
  const words = new Set();
  for (const part of reference.matchAll(/<!-- generated: ([\w-]+) -->(.*?)<!-- end -->/gs)) {
    const columns = {
      declarations: [0], tasks: [0], "task-properties": [0], providers: [0], "provider-properties": [0, 1],
      columns: [1], "data-properties": [0], eval: [0], documents: [0], strategies: [0], compare: [0], measures: [], "strategies-by-task": [0],
    }[part[1]];
    assert.ok(columns, `the reference has a new table, ${part[1]}: say here which of its columns hold words of the language`);
    for (const row of part[2].matchAll(/^\| (`.*) \|$/gm)) {
      const cells = row[1].split(" | ");
      columns.forEach((column) => words.add(/^`(\w+)/.exec(cells[column])?.[1]));
    }
    for (const heading of part[2].matchAll(/^### `(\w+)`$/gm)) {
      words.add(heading[1]);
    }
  }
  assert.ok(words.size > 40 && !words.has(undefined), [...words].join(" "));
  assert.deepEqual([...words].filter((word) => !known.has(word)), []);
});
