import * as vscode from "vscode";

import { exportAdapter } from "./exportAdapter";
import { newSpec } from "./newSpec";
import type { ComparisonPanels } from "./panel/panels";
import type { Prompts } from "./prompts";
import type { Runs } from "./runs";
import type { CommandHandler } from "./server/client";
import { ServerCommands, type TestsView } from "./server/protocol";
import type { Server } from "./server/server";
import { isSpec, nameOf } from "./specs";

/** The commands of palette, menus and keys, and those that the server's lenses and hovers name. */
export function registerCommands(
  context: vscode.ExtensionContext, server: Server, runs: Runs, panels: ComparisonPanels, prompts: Prompts,
): { ofServer: CommandHandler } {
  const onSpec = (act: (spec: vscode.Uri) => unknown) => async (given?: unknown) => {
    const spec = given instanceof vscode.Uri ? given : activeSpec(panels);
    if (spec) {
      await act(spec);
    } else {
      void vscode.window.showInformationMessage("Open a .adapt file first: this command is about one.");
    }
  };
  const all: Record<string, (...args: unknown[]) => unknown> = {
    "adaptlab.run": onSpec((spec) => runs.start(spec)),
    "adaptlab.runSome": onSpec(async (spec) => runChosen(spec, runs, await strategiesOf(spec, server), true)),
    "adaptlab.runOne": onSpec(async (spec) => runChosen(spec, runs, await strategiesOf(spec, server), false)),
    "adaptlab.stop": onSpec((spec) => runs.stop(spec)),
    "adaptlab.showReport": onSpec((spec) => panels.show(spec, vscode.ViewColumn.Active)),
    "adaptlab.showReportToSide": onSpec((spec) => panels.show(spec, vscode.ViewColumn.Beside)),
    "adaptlab.openInBrowser": onSpec((spec) => refusable(() => openInBrowser(spec, runs))),
    "adaptlab.prompt": onSpec(async (spec) => showPrompt(spec, prompts, await strategiesOf(spec, server))),
    "adaptlab.exportAdapter": onSpec(async (spec) => exportAdapter(spec, server, await testsOf(spec, server))),
    "adaptlab.forget": onSpec((spec) => refusable(() => clearResults(spec, runs))),
    "adaptlab.newSpec": () => newSpec(context),
    "adaptlab.restartServer": () => server.restart(),
    "adaptlab.showOutput": () => server.output.show(),
    "adaptlab.chooseCommand": () => chooseCommand(),
  };
  for (const [command, act] of Object.entries(all)) {
    context.subscriptions.push(vscode.commands.registerCommand(command, act));
  }
  return { ofServer: (command, args, next) => ofServer(command, args, next, runs, panels, prompts) };
}

function ofServer(command: string, args: unknown[], next: Parameters<CommandHandler>[2], runs: Runs, panels: ComparisonPanels, prompts: Prompts): unknown {
  const [uri, second, third] = args;
  if (typeof uri === "string") {
    const spec = vscode.Uri.parse(uri);
    switch (command) {
      case ServerCommands.compare:
        return runs.start(spec, Array.isArray(second) ? second.map(String) : []);
      case ServerCommands.runStrategy:
        return runs.start(spec, [String(second)]);
      case ServerCommands.cancel:
        return runs.stop(spec);
      case ServerCommands.openReport:
        return panels.show(spec, vscode.ViewColumn.Beside);
      case ServerCommands.showPrompt:
        return prompts.show(spec, text(second), text(third));
    }
  }
  return next(command, args);
}

function activeSpec(panels: ComparisonPanels): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return panels.active ?? (isSpec(document) ? document.uri : undefined);
}

async function testsOf(spec: vscode.Uri, server: Server): Promise<TestsView | undefined> {
  return (await server.client?.sendRequest<TestsView | null>("adaptlab/tests", { textDocument: { uri: spec.toString() } })) ?? undefined;
}

async function strategiesOf(spec: vscode.Uri, server: Server): Promise<string[]> {
  return (await testsOf(spec, server))?.strategies.map((strategy) => strategy.name) ?? [];
}

async function runChosen(spec: vscode.Uri, runs: Runs, strategies: string[], several: boolean): Promise<void> {
  const title = `${nameOf(spec)}: what to run`;
  const chosen = several
    ? await vscode.window.showQuickPick(strategies, { title, placeHolder: "Strategies to compare", canPickMany: true })
    : await vscode.window.showQuickPick(strategies, { title, placeHolder: "Strategy" });
  if (chosen?.length) {
    await runs.start(spec, typeof chosen === "string" ? [chosen] : chosen);
  }
}

/** Of the first eval row; that of another one is asked for where it stands. */
async function showPrompt(spec: vscode.Uri, prompts: Prompts, strategies: string[]): Promise<void> {
  const chosen = await vscode.window.showQuickPick(strategies, { title: `${nameOf(spec)}: what the model reads`, placeHolder: "Strategy" });
  if (chosen) {
    await prompts.show(spec, chosen);
  }
}

function text(argument: unknown): string | undefined {
  return typeof argument === "string" ? argument : undefined;
}

/** The server writes the page; where it cannot have it shown, that is done here. */
async function openInBrowser(spec: vscode.Uri, runs: Runs): Promise<void> {
  await runs.execute(ServerCommands.openReport, [spec.toString()]);
}

async function clearResults(spec: vscode.Uri, runs: Runs): Promise<void> {
  const clear = "Clear Results";
  const chosen = await vscode.window.showWarningMessage(
    `Forget what was measured for ${nameOf(spec)}?`,
    { modal: true, detail: "Its strategies are prepared and asked again at the next run. Results that another spec uses as well go, too." },
    clear,
  );
  if (chosen === clear) {
    await runs.execute(ServerCommands.clearResults, [spec.toString()]);
  }
}

async function refusable(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function chooseCommand(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    title: "The adaptlab command: an executable, or adaptlab.dll",
    openLabel: "Use This",
    canSelectMany: false,
  });
  if (picked?.[0]) {
    await vscode.workspace.getConfiguration("adaptlab").update("server.path", picked[0].fsPath, vscode.ConfigurationTarget.Global);
  }
}
