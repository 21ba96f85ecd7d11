// The tool that packs an extension. It brings along some two hundred packages that only publishing needs: they stay out of the
// workspace, and of its lock file.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const version = "3.9.2";
const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", ".vscode-test", `vsce-${version}`);
const done = path.join(home, "installed");

/** Its interface for programs; installed by npm the first time. */
export function loadVsce() {
  if (!existsSync(done)) {
    console.log(`installing @vscode/vsce ${version} with npm; this happens once`);
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, "package.json"), JSON.stringify({ name: "vsce-home", private: true, version: "0.0.0" }));
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", `@vscode/vsce@${version}`];
    const run = spawnSync(process.platform === "win32" ? "npm.cmd" : "npm", args, { cwd: home, encoding: "utf8", shell: process.platform === "win32" });
    if (run.status !== 0) {
      throw new Error(`@vscode/vsce cannot be installed: ${run.error?.message ?? run.stderr}`);
    }
    writeFileSync(done, "");
  }
  return createRequire(path.join(home, "package.json"))("@vscode/vsce");
}
