// How long one waits: `npm run measure --workspace editor-client`, on a machine that does nothing else. Every trial has a
// folder and a window of its own, so that neither server nor model nor result is there beforehand.

import { cpSync, mkdirSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";

import { adaptlabCommand, client, missing, packaged, startVSCode } from "../test/browser/vscode.mjs";

const trials = 5;
const fixture = path.join(client, "test", "fixtures", "work");
const obstacle = missing() ?? (packaged() ? adaptlabCommand() ? undefined : "build the solution first" : "run `npm run package --workspace editor-client` first");
if (obstacle) {
  console.error(`measure: ${obstacle}`);
  process.exit(1);
}

const waits = { diagnostics: [], own: [], result: [] };
const vscode = await startVSCode({ fixture, vsix: packaged(), settings: { "adaptlab.server.path": adaptlabCommand() } });
try {
  for (let trial = 0; trial <= trials; trial++) {
    vscode.folder = path.join(vscode.home, `trial-${trial}`);
    cpSync(fixture, vscode.folder, { recursive: true });
    mkdirSync(path.join(vscode.folder, ".git"));

    const start = performance.now();
    await vscode.open("faulty.adapt:25:20");
    const text = performance.now();
    await vscode.squiggle().waitFor();
    const diagnostics = performance.now();

    await vscode.open("small.adapt:29:1");
    await vscode.lens("Run comparison").waitFor();
    const click = await vscode.clickLens("Run comparison", vscode.notification("Comparing small.adapt"));
    await vscode.panel().locator(".candidates tbody tr").first().waitFor();
    const result = performance.now();
    await vscode.panel().locator("button", { hasText: /^Run$/ }).waitFor();
    // The first window of all also fills the caches of browser and disk.
    if (trial > 0) {
      waits.diagnostics.push(diagnostics - start);
      waits.own.push(diagnostics - text);
      waits.result.push(result - click);
    }
  }
} finally {
  await vscode.close();
}

console.log(`${cpus()[0].model}, ${availableParallelism()} cores; the middle of ${trials} trials, and the shortest and the longest`);
say("from opening the folder to the first diagnostics", waits.diagnostics);
say("of this, once the text is there", waits.own);
say("from the click on the lens to the first strategy's result on the panel", waits.result);

function say(what, milliseconds) {
  const sorted = milliseconds.toSorted((one, other) => one - other).map((time) => (time / 1000).toFixed(2));
  console.log(`${what}: ${sorted[Math.floor(sorted.length / 2)]} s [${sorted[0]}–${sorted.at(-1)}]`);
}
