// Makes adaptlab-VERSION.vsix: a folder of exactly what belongs into it, then vsce over that.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { loadVsce } from "./vsce.mjs";

const client = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const root = path.resolve(client, "..");
const stage = path.join(client, "out", "package");

/** @returns {Promise<string>} The package's path. */
export async function makePackage() {
  await import("./build.mjs");
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const name of ["CHANGELOG.md", "LICENSE", "dist", "icons", "language-configuration.json", "snippets", "syntaxes", "templates", "walkthrough"]) {
    cpSync(path.join(client, name), path.join(stage, name), { recursive: true });
  }
  const { scripts, devDependencies, private: isPrivate, ...manifest } = JSON.parse(readFileSync(path.join(client, "package.json"), "utf8"));
  writeFileSync(path.join(stage, "package.json"), JSON.stringify({ ...manifest, files: ["**/*"] }, null, 2));
  writeReadme();
  publishServer();

  const { createVSIX } = loadVsce();
  const file = path.join(client, "out", `adaptlab-${manifest.version}.vsix`);
  await createVSIX({ cwd: stage, packagePath: file, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
  return file;
}

/** The pictures lie with the documentation; the package has those that its README shows. */
function writeReadme() {
  const text = readFileSync(path.join(client, "README.md"), "utf8").replace(/\]\(\.\.\/docs\/images\/([\w-]+\.png)\)/g, (_, name) => {
    cpSync(path.join(root, "docs", "images", name), path.join(stage, "images", name));
    return `](images/${name})`;
  });
  // What else is outside of the package is a file of the repository: its name is left, the link would lead nowhere.
  writeFileSync(path.join(stage, "README.md"), text.replace(/\[([^\]]+)\]\(\.\.\/[^)]*\)/g, "$1"));
}

/** Depends on the .NET runtime and on nothing of a system or processor; without what only debuggers read. */
function publishServer() {
  const output = path.join(stage, "server");
  const project = path.join(root, "src", "AdaptLab.BundledServer");
  const run = spawnSync("dotnet", ["publish", project, "-c", "Release", "-o", output, "-v", "quiet", "-nologo", "-p:DebugType=none"], { stdio: ["ignore", "inherit", "inherit"] });
  if (run.status !== 0 || !existsSync(path.join(output, "adaptlab-server.dll"))) {
    throw new Error("The server cannot be published.");
  }
  for (const name of readdirSync(output)) {
    if (/\.(pdb|xml)$/.test(name)) {
      rmSync(path.join(output, name));
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = await makePackage();
  console.log(`${path.relative(process.cwd(), file)}, ${Math.round(statSync(file).size / 1024)} kB`);
}
