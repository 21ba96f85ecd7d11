// All tests of the extension: types, the package, then everything in one process of node's test runner, so that there is one
// count at the end.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { makePackage } from "../scripts/package.mjs";

const client = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const root = path.resolve(client, "..");
const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");

for (const project of [".", "src/panel/view"]) {
  const { status } = run([compiler, "--noEmit", "-p", project]);
  if (status !== 0) {
    process.exit(1);
  }
}
await makePackage();

const tests = ["test", "test/unit", "test/browser"].flatMap((folder) =>
  readdirSync(path.join(client, folder)).filter((name) => name.endsWith(".test.mjs")).map((name) => path.join(folder, name)));
// One file after the other: two windows at a time would fight for the same cores.
process.exitCode = run(["--test", "--test-concurrency=1", ...tests]).status ?? 1;

function run(args) {
  return spawnSync(process.execPath, args, { cwd: client, stdio: "inherit" });
}
