import * as vscode from "vscode";

import { registerCommands } from "./commands";
import { ComparisonPanels } from "./panel/panels";
import { Prompts } from "./prompts";
import { Runs } from "./runs";
import { Server } from "./server/server";
import { Status } from "./status";
import { TestTree } from "./testing/tree";

/** Puts the parts together; what each does is in its own file. */
export async function activate(context: vscode.ExtensionContext): Promise<Parts> {
  const output = vscode.window.createOutputChannel("AdaptLab");
  const server = new Server(context, output, (command, args, next) => commands.ofServer(command, args, next));
  const runs = new Runs(server);
  const panels = new ComparisonPanels(context, server, runs);
  const prompts = new Prompts(runs);
  const commands = registerCommands(context, server, runs, panels, prompts);
  const tests = new TestTree(server, runs);
  context.subscriptions.push(
    output,
    server,
    runs,
    panels,
    prompts,
    tests,
    new Status(server, runs),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("adaptlab.server.path") || change.affectsConfiguration("adaptlab.dotnet.path")) {
        void server.restart();
      }
    }),
  );
  // Nobody waits for the server: highlighting and commands are there at once.
  void server.restart();
  return { server, runs, panels, tests };
}

/** For the extension's own tests. */
export interface Parts {
  server: Server;
  runs: Runs;
  panels: ComparisonPanels;
  tests: TestTree;
}
