// Measures the language server on a spec of 10,000 lines, and yaml-language-server beside it on a YAML file of the same length, in
// the same run: npm run benchmark:server. Where npm cannot fetch the other server, ours is measured alone.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const version = "1.18.0";
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const folder = path.join(root, "TestResults", "yaml");
const other = path.join(folder, "node_modules", "yaml-language-server", "bin", "yaml-language-server");
const isWindows = process.platform === "win32";

if (!existsSync(other)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "server-benchmark", private: true, version: "0.0.0" }));
  spawnSync(isWindows ? "npm.cmd" : "npm", ["install", "--save-exact", "--ignore-scripts", "--no-audit", "--no-fund", `yaml-language-server@${version}`], {
    cwd: folder, stdio: ["ignore", "inherit", "inherit"], shell: isWindows, timeout: 180_000,
  });
}

const others = existsSync(other) ? [other] : [];
if (others.length === 0) {
  console.log(`yaml-language-server ${version} cannot be had from npm; it is left out.`);
}
const { status } = spawnSync("dotnet", ["run", "-c", "Release", "--project", path.join(root, "tests", "AdaptLab.Benchmarks"), "--", "server", ...others], {
  cwd: root, stdio: "inherit",
});
process.exitCode = status ?? 1;
