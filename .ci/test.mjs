// Builds and tests everything, and ends with one line that counts over all of it: "N passed, N failed, N skipped".
// Exit code 0 only if something ran, nothing failed and every test process ended well.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const results = path.join(root, "TestResults");
const isWindows = process.platform === "win32";
const npm = isWindows ? "npm.cmd" : "npm";

const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const troubles = [];

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
installNeovim();

if (run("dotnet", ["build", "AdaptLab.sln", "-c", "Release", "-v", "quiet", "-nologo"]) !== 0) {
  troubles.push("the build failed");
} else {
  // One project after the other: tests that load a model would fight for the same cores.
  const code = run("dotnet", [
    "test", "AdaptLab.sln", "-c", "Release", "--no-build", "-m:1",
    "--logger", "trx;LogFilePrefix=tests", "--results-directory", results,
  ]);
  countTrx();
  if (code !== 0 && counts.failed === 0) {
    troubles.push("a test process did not end well");
  }
}

if (existsSync(path.join(root, "editor-client", "package.json"))) {
  await testEditorClient();
}

if (counts.passed + counts.failed === 0) {
  troubles.push("no test ran");
}

const line = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
writeFileSync(path.join(results, "summary.txt"), line + "\n");
// A log of thousands of tests is often seen by its end alone.
for (const failure of failures) {
  console.log(`failed: ${failure}`);
}
for (const trouble of troubles) {
  console.log(`tests: ${trouble}`);
}
console.log(line);
process.exitCode = counts.failed > 0 || troubles.length > 0 ? 1 : 0;

// The language server is tested with a client that is not ours, too; where it cannot be had, that test is skipped.
function installNeovim() {
  const isThere = () => spawnSync("nvim", ["--version"], { stdio: "ignore" }).status === 0;
  if (isThere() || process.platform !== "linux" || process.getuid() !== 0) {
    return;
  }
  const apt = (...args) => spawnSync("apt-get", args, { stdio: "ignore", timeout: 180_000, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  const install = ["install", "-y", "--no-install-recommends", "neovim"];
  if (apt(...install).status !== 0) {
    apt("update");
    apt(...install);
  }
  console.log(isThere() ? "Neovim has been installed for its test." : "Neovim cannot be installed; its test is skipped.");
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: isWindows });
  if (error) {
    troubles.push(`${command} cannot be started: ${error.message}`);
  }
  return status ?? 1;
}

// The counters of each project's result file, and the names of what failed. A skipped test is counted in `total` alone.
function countTrx() {
  for (const name of readdirSync(results).filter((file) => file.endsWith(".trx"))) {
    const text = readFileSync(path.join(results, name), "utf8");
    const counters = /<Counters\b([^>]*)>/.exec(text)?.[1] ?? "";
    const read = (counter) => Number(new RegExp(`\\b${counter}="(\\d+)"`).exec(counters)?.[1] ?? 0);
    const passed = read("passed");
    const failed = read("failed") + read("error") + read("timeout") + read("aborted");
    counts.passed += passed;
    counts.failed += failed;
    counts.skipped += Math.max(0, read("total") - passed - failed);
    for (const [result] of text.matchAll(/<UnitTestResult\b[^>]*\boutcome="Failed"[^>]*>/g)) {
      failures.push(/\btestName="([^"]*)"/.exec(result)?.[1] ?? result);
    }
  }
}

async function testEditorClient() {
  if (!arePackagesInstalled() && run(npm, ["ci", "--no-audit", "--no-fund"]) !== 0) {
    troubles.push("the editor client's packages cannot be installed");
    return;
  }
  const { code, output } = await runAndRead(npm, ["test", "--workspace", "editor-client"]);
  // node:test says "pass 12", Mocha and others "12 passing" or "12 passed"; either in a line of its own.
  const total = (...patterns) => {
    for (const pattern of patterns) {
      const found = [...output.matchAll(pattern)];
      if (found.length > 0) {
        return found.reduce((sum, match) => sum + Number(match[1]), 0);
      }
    }
    return 0;
  };
  const passed = total(/^[^\w\n]*pass (\d+)\s*$/gm, /^\s*(\d+) pass(?:ing|ed)\b/gm);
  const failed = total(/^[^\w\n]*fail (\d+)\s*$/gm, /^\s*(\d+) fail(?:ing|ed)\b/gm);
  counts.passed += passed;
  counts.failed += failed;
  failures.push(...[...output.matchAll(/^\s*not ok \d+ - (.*)$/gm)].map(([, name]) => name));
  counts.skipped += total(/^[^\w\n]*skipped (\d+)\s*$/gm, /^\s*(\d+) (?:pending|skipped)\b/gm);
  if (code !== 0 && failed === 0) {
    troubles.push("the editor client's tests did not end well");
  } else if (passed + failed === 0) {
    troubles.push("the editor client's tests did not say how many ran");
  }
}

// npm leaves a lock file of its own in what it installs: an older one is from before the last change.
function arePackagesInstalled() {
  const changed = (...parts) => statSync(path.join(root, ...parts), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return changed("node_modules", ".package-lock.json") >= changed("package-lock.json");
}

function runAndRead(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root, stdio: ["ignore", "pipe", "inherit"], shell: isWindows, env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let output = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on("error", (error) => {
      troubles.push(`${command} cannot be started: ${error.message}`);
      resolve({ code: 1, output });
    });
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
