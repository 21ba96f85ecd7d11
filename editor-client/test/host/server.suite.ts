import assert from "node:assert/strict";
import * as vscode from "vscode";

import { openSpec, parts, until } from "./extension";

export function define(): void {
  suite("server", () => {
    test("the bundled server is found, and checks", async () => {
      const { server } = await parts();
      assert.equal(server.state.kind === "running" && server.state.canRun, false);
      const document = await openSpec("faulty.adapt");
      const found = await diagnostics(document.uri);
      assert.deepEqual(found.map((one) => [(one.code as { value: string }).value, one.severity]), [["ADAPT2101", vscode.DiagnosticSeverity.Error]]);
    });

    test("after a restart it is there again, and answers", async () => {
      const { server } = await parts();
      await server.restart();
      await until(server.onDidChange, () => server.state.kind === "running");
      const document = await openSpec("faulty.adapt");
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", document.uri);
      assert.ok(symbols.length > 3);
    });

    test("a program that is not there is said to be missing, and the way back works", async () => {
      const { server } = await parts();
      const settings = vscode.workspace.getConfiguration("adaptlab");
      await settings.update("server.path", "/nowhere/adaptlab", vscode.ConfigurationTarget.Global);
      await until(server.onDidChange, () => server.state.kind === "problem");
      assert.match(server.state.kind === "problem" ? server.state.message : "", /no file .*nowhere/);
      await settings.update("server.path", undefined, vscode.ConfigurationTarget.Global);
      await until(server.onDidChange, () => server.state.kind === "running");
    });

    test("its commands are registered beside the extension's own", async () => {
      await parts();
      const commands = await vscode.commands.getCommands(true);
      for (const name of ["adaptlab.compare", "adaptlab.runStrategy", "adaptlab.run", "adaptlab.newSpec", "adaptlab.clearResults"]) {
        assert.ok(commands.includes(name), name);
      }
    });
  });
}

async function diagnostics(uri: vscode.Uri): Promise<vscode.Diagnostic[]> {
  const found = () => vscode.languages.getDiagnostics(uri);
  await until(vscode.languages.onDidChangeDiagnostics, () => found().length > 0);
  return found();
}
