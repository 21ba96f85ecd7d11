import { existsSync, statSync } from "node:fs";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { State } from "vscode-languageclient/node";

import { type CommandHandler, createClient } from "./client";
import { listRuntimes } from "./dotnet";
import { findInstallation, type Installation } from "./installation";
import type { ResultsChanged } from "./protocol";

export type ServerState =
  | { kind: "starting" }
  /** `program`: what is started, the verb left out. */
  | { kind: "running"; shown: string; canRun: boolean; program: { command: string; args: string[] } }
  | { kind: "problem"; message: string; mend: "dotnet" | "setting" | "output" }
  | { kind: "off"; reason: string };

const downloadPage = "https://dotnet.microsoft.com/download/dotnet/10.0";

/** The language server's process, from one start to the next. */
export class Server implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ServerState>();
  private readonly resultsChanged = new vscode.EventEmitter<ResultsChanged>();
  private readonly trace = vscode.window.createOutputChannel("AdaptLab Trace");
  private current: LanguageClient | undefined;
  private queue: Promise<void> = Promise.resolve();
  private now: ServerState = { kind: "starting" };

  readonly onDidChange = this.changed.event;
  readonly onDidChangeResults = this.resultsChanged.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    readonly output: vscode.OutputChannel,
    private readonly handleCommand: CommandHandler,
  ) {}

  get state(): ServerState {
    return this.now;
  }

  /** The connection; undefined while there is none. */
  get client(): LanguageClient | undefined {
    return this.now.kind === "running" ? this.current : undefined;
  }

  /** Ends what runs, and starts what is found now. Starts that come while one is going on follow it. */
  restart(): Promise<void> {
    this.queue = this.queue.then(() => this.startAnew());
    return this.queue;
  }

  async dispose(): Promise<void> {
    await this.queue;
    await this.stop();
    this.changed.dispose();
    this.resultsChanged.dispose();
    this.trace.dispose();
  }

  private async startAnew(): Promise<void> {
    await this.stop();
    if (vscode.workspace.workspaceFolders?.length && vscode.workspace.workspaceFolders.every((folder) => folder.uri.scheme !== "file")) {
      this.set({ kind: "off", reason: "This workspace is not on a disk: specs are highlighted, not checked." });
      return;
    }
    this.set({ kind: "starting" });
    const installation = await findInstallation(this.surroundings());
    if (installation.kind === "problem") {
      this.fail(installation.message, installation.mend);
      return;
    }
    await this.start(installation);
  }

  private async start(installation: Extract<Installation, { kind: "command" }>): Promise<void> {
    const client = createClient(installation, this.output, this.trace, this.handleCommand);
    client.onNotification("adaptlab/resultsChanged", (change: ResultsChanged) => this.resultsChanged.fire(change));
    client.onDidChangeState(({ newState }) => {
      // It has crashed, or it is being started again after that: the client sees to it a few times.
      if (this.current === client && newState !== State.Running && this.now.kind === "running") {
        this.set({ kind: "starting" });
      } else if (this.current === client && newState === State.Running) {
        const { command, args, shown, canRun } = installation;
        this.set({ kind: "running", shown, canRun, program: { command, args: args.filter((arg) => arg !== "lsp") } });
      }
    });
    this.current = client;
    this.output.appendLine(`Starting ${[installation.command, ...installation.args].join(" ")}`);
    try {
      await client.start();
    } catch (error) {
      this.output.appendLine(String(error));
      this.fail(`The AdaptLab language server cannot be started: ${error instanceof Error ? error.message : error}`, "output");
    }
  }

  private async stop(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    // One that has never come up cannot be stopped, and one that is already gone need not be.
    await client?.dispose(5000).catch((error: unknown) => this.output.appendLine(String(error)));
  }

  private surroundings(): Parameters<typeof findInstallation>[0] {
    const settings = vscode.workspace.getConfiguration("adaptlab");
    return {
      serverPath: settings.get("server.path", ""),
      dotnetPath: settings.get("dotnet.path", ""),
      folder: vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === "file")?.uri.fsPath,
      environment: process.env,
      platform: process.platform,
      bundled: this.context.asAbsolutePath("server/adaptlab-server.dll"),
      isFile: (file) => existsSync(file) && statSync(file).isFile(),
      listRuntimes,
    };
  }

  private set(state: ServerState): void {
    this.now = state;
    void vscode.commands.executeCommand("setContext", "adaptlab.serverState", state.kind);
    void vscode.commands.executeCommand("setContext", "adaptlab.canRun", state.kind === "running" && state.canRun);
    this.changed.fire(state);
  }

  private fail(message: string, mend: "dotnet" | "setting" | "output"): void {
    this.set({ kind: "problem", message, mend });
    void this.offerMend(message, mend);
  }

  private async offerMend(message: string, mend: "dotnet" | "setting" | "output"): Promise<void> {
    const [download, setting, output, again] = ["Get .NET", "Open Settings", "Show Output", "Try Again"];
    const buttons = { dotnet: [download, setting, again], setting: [setting, again], output: [output, again] }[mend];
    const chosen = await vscode.window.showErrorMessage(message, ...buttons);
    if (chosen === download) {
      await vscode.env.openExternal(vscode.Uri.parse(downloadPage));
    } else if (chosen === setting) {
      await vscode.commands.executeCommand("workbench.action.openSettings", mend === "dotnet" ? "adaptlab.dotnet.path" : "adaptlab.server.path");
    } else if (chosen === output) {
      this.output.show();
    } else if (chosen === again) {
      await this.restart();
    }
  }
}
