import * as vscode from "vscode";
import { ExecuteCommandRequest, WorkDoneProgress } from "vscode-languageclient/node";

import type { Server } from "./server/server";
import { type ResultsChanged, type RunSummary, ServerCommands } from "./server/protocol";
import { nameOf, saveIfOpen } from "./specs";

/** Runs of specs: beginning them, stopping them, and which are going on. */
export class Runs implements vscode.Disposable {
  private readonly started = new vscode.EventEmitter<vscode.Uri>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly going = new Map<string, ResultsChanged>();
  private readonly subscriptions: vscode.Disposable[];
  private count = 0;

  /** Somebody has asked for a run in this window. */
  readonly onDidStart = this.started.event;
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Server) {
    this.subscriptions = [
      server.onDidChangeResults((change) => this.note(change)),
      // Runs do not outlive their server.
      server.onDidChange((state) => state.kind === "running" || this.forget()),
    ];
  }

  /** What goes on for a spec; undefined where nothing does. */
  of(spec: vscode.Uri): ResultsChanged | undefined {
    return this.going.get(spec.toString());
  }

  get all(): ResultsChanged[] {
    return [...this.going.values()];
  }

  /** @param strategies As declared; none for all of them. */
  async start(spec: vscode.Uri, strategies: string[] = []): Promise<RunSummary | undefined> {
    if (!this.canRun()) {
      return undefined;
    }
    // The run reads the text that the editor has, but data and results are told apart by what is on the disk.
    await saveIfOpen(spec);
    this.started.fire(spec);
    void vscode.commands.executeCommand("setContext", "adaptlab.hasRun", true);
    // The server shows by itself why a run has failed; what it refuses to begin is an error of this request.
    try {
      return await this.runWithProgress(spec, strategies);
    } catch (error) {
      void vscode.window.showErrorMessage(`${nameOf(spec)}: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  async stop(spec: vscode.Uri): Promise<void> {
    await this.execute(ServerCommands.cancel, [spec.toString()]);
  }

  /** In a notification with a button to stop: the protocol's own way shows a line in the status bar, without one. */
  private async runWithProgress(spec: vscode.Uri, strategies: string[]): Promise<RunSummary | undefined> {
    const { client } = this.server;
    const title = strategies.length === 1 ? `Running ${strategies[0]}` : `Comparing ${nameOf(spec)}`;
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, cancellable: true, title }, async (progress, cancellation) => {
      const token = `run-${++this.count}`;
      let reached = 0;
      const reports = client?.onProgress(WorkDoneProgress.type, token, (report) => {
        if (report.kind === "report") {
          const increment = Math.max(0, (report.percentage ?? reached) - reached);
          reached += increment;
          progress.report({ increment, ...(report.message !== undefined && { message: report.message }) });
        }
      });
      const stop = cancellation.onCancellationRequested(() => this.stop(spec));
      try {
        return await this.execute<RunSummary>(ServerCommands.compare, [spec.toString(), ...(strategies.length > 0 ? [strategies] : [])], token);
      } finally {
        stop.dispose();
        reports?.dispose();
      }
    });
  }

  /** @throws What the server says against it. */
  async execute<T>(command: string, args: unknown[], workDoneToken?: string): Promise<T | undefined> {
    const params = { command, arguments: args, ...(workDoneToken !== undefined && { workDoneToken }) };
    return this.server.client?.sendRequest(ExecuteCommandRequest.type, params) as Promise<T | undefined>;
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
    this.started.dispose();
    this.changed.dispose();
  }

  /** Whether a model can be loaded; where not, it says what is missing, with a button that leads there, and waits for nobody to press it. */
  canRun(): boolean {
    const { state } = this.server;
    if (!vscode.workspace.isTrusted) {
      void offer("warning", "This workspace is not trusted, so nothing of it is run.", { "Manage Trust": "workbench.trust.manage" });
      return false;
    }
    if (state.kind === "running" && state.canRun) {
      return true;
    }
    const message = state.kind === "running"
      ? "This loads a model, and needs the adaptlab command. The server that comes with the extension only checks."
      : state.kind === "problem" ? state.message : "The AdaptLab language server does not run.";
    void offer("error", message, { "Choose the adaptlab Command…": "adaptlab.chooseCommand", "Show Output": "adaptlab.showOutput" });
    return false;
  }

  private note(change: ResultsChanged): void {
    const key = vscode.Uri.parse(change.uri).toString();
    if (change.isRunning) {
      this.going.set(key, change);
    } else if (!this.going.delete(key)) {
      return;
    }
    this.changed.fire();
  }

  private forget(): void {
    this.going.clear();
    this.changed.fire();
  }
}

/** @param ways What the buttons say, and the commands behind them. */
async function offer(kind: "warning" | "error", message: string, ways: Record<string, string>): Promise<void> {
  const chosen = await (kind === "error" ? vscode.window.showErrorMessage(message, ...Object.keys(ways)) : vscode.window.showWarningMessage(message, ...Object.keys(ways)));
  if (chosen) {
    await vscode.commands.executeCommand(ways[chosen]!);
  }
}
