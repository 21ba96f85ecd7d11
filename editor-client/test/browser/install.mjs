// Puts a real VS Code (code-server, from npm) and a browser to drive it (Chromium, from the system's packages) in place.
// Takes about a minute the first time and nothing afterwards. `node test/browser/install.mjs` does it by hand.
//
// The usual ways (@vscode/test-electron, Playwright's own browsers) download from servers of their own, which build machines
// often cannot reach; npm and apt they can.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const client = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

// The last code-server for Node 20; it holds VS Code 1.100.3. Another one can be named: 4.90.0 holds the oldest VS Code that the
// extension says it works with.
const version = process.env.ADAPTLAB_TEST_CODE_SERVER ?? "4.100.3";
const home = path.join(client, ".vscode-test", `code-server-${version}`);
const server = path.join(home, "node_modules", "code-server");
const done = path.join(home, "installed");
const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Where both are, after installing what is missing.
 * @returns {{ codeServer: string, chromium: string } | { missing: string }} `missing` says in one line what cannot be had, and why.
 */
export function install() {
  const chromium = installChromium();
  if (chromium.missing) {
    return chromium;
  }
  const vscode = installCodeServer();
  return vscode.missing ? vscode : { codeServer: path.join(server, "out", "node", "entry.js"), chromium: chromium.path };
}

function installChromium() {
  const found = findBrowser();
  if (found) {
    return { path: found };
  }
  if (spawnSync("apt-get", ["--version"]).status !== 0 || process.getuid?.() !== 0) {
    return { missing: "there is no Chromium, and only root on a Debian-like system can install it here. Install it, or name one in CHROME_PATH." };
  }
  console.log("installing Chromium and two fonts with apt-get; this happens once");
  const packages = ["chromium", "fonts-dejavu-core", "fonts-liberation"];
  const command = `apt-get update -q && apt-get install -q -y --no-install-recommends ${packages.join(" ")}`;
  const run = spawnSync("sh", ["-c", command], { encoding: "utf8", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, timeout: 600_000 });
  const path = findBrowser();
  return path ? { path } : { missing: `Chromium cannot be installed: ${lastLine(run)}` };
}

function findBrowser() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = browsers.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [process.env.CHROME_PATH, ...candidates].find((file) => file && existsSync(file));
}

function installCodeServer() {
  if (existsSync(done)) {
    return {};
  }
  console.log(`installing code-server ${version} with npm; this happens once`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, "package.json"), JSON.stringify({ name: "code-server-home", private: true, version: "0.0.0" }));
  const vscode = path.join(server, "lib", "vscode");
  // Its own install script wants to be root's, and downloads from elsewhere: the steps that are needed are done by hand.
  const steps = [
    [home, ["install", "--save-exact", "--ignore-scripts", `code-server@${version}`]],
    [home, ["rebuild", "argon2", "--build-from-source"]],
    [vscode, ["pkg", "set", "dependencies.@vscode/ripgrep=1.18.0"]], // older ones download their program
    [vscode, ["install", "--omit=dev", "--ignore-scripts", "--legacy-peer-deps"]], // older ones pin betas that contradict each other
    [vscode, ["rebuild", "@vscode/spdlog", "native-watchdog"]],
    [vscode, ["rebuild", "node-pty"]],
    [path.join(vscode, "extensions"), ["install", "--omit=dev", "--ignore-scripts"]],
  ];
  for (const [cwd, args] of steps) {
    const run = spawnSync("npm", [...args, "--no-audit", "--no-fund"], { cwd, encoding: "utf8", env: { ...process.env, npm_config_yes: "true" }, timeout: 600_000 });
    if (run.status !== 0) {
      return { missing: `code-server cannot be installed (npm ${args.slice(0, 2).join(" ")}): ${lastLine(run)}` };
    }
  }
  for (const [link, target] of [["node_modules.asar", "node_modules"], ["bin/remote-cli/code-server", "code-linux.sh"], ["bin/helpers/browser.sh", "browser-linux.sh"]]) {
    rmSync(path.join(vscode, link), { force: true });
    symlinkSync(target, path.join(vscode, link));
  }
  writeFileSync(done, "");
  return {};
}

function lastLine(run) {
  const text = run.error?.message ?? `${run.stdout ?? ""}\n${run.stderr ?? ""}`;
  return text.split("\n").map((line) => line.trim()).filter(Boolean).at(-1) ?? `exit code ${run.status}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = install();
  console.log(result.missing ?? `ready: ${result.codeServer}, ${result.chromium}`);
  process.exitCode = result.missing ? 1 : 0;
}
