// Bundles the extension, the panel's page and the tests that run within VS Code. `--watch` keeps on doing so.

import path from "node:path";
import { fileURLToPath } from "node:url";

import { build, context } from "esbuild";

const client = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const common = { absWorkingDir: client, bundle: true, logLevel: "warning", sourcemap: false };
const node = { platform: "node", format: "cjs", target: "node20", external: ["vscode", "mocha"] };
const all = [
  { ...common, ...node, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", minify: true },
  { ...common, platform: "browser", format: "iife", target: "chrome122", entryPoints: { panel: "src/panel/view/main.ts" }, outdir: "dist", minify: true },
  { ...common, platform: "browser", target: "chrome122", entryPoints: ["src/panel/view/panel.css"], outfile: "dist/panel.css", minify: true },
  { ...common, ...node, entryPoints: ["test/host/index.ts"], outfile: "out/host/index.js" },
  // For tests that need no editor.
  { ...common, ...node, format: "esm", outExtension: { ".js": ".mjs" }, entryPoints: ["src/server/installation.ts", "src/server/dotnet.ts", "src/server/markdown.ts", "src/panel/view/rows.ts"], outdir: "out/unit", outbase: "src" },
];

if (process.argv.includes("--watch")) {
  for (const options of all) {
    await (await context({ ...options, logLevel: "info" })).watch();
  }
} else {
  await Promise.all(all.map((options) => build(options)));
}
