import * as vscode from "vscode";

import type { Runs } from "./runs";
import type { Server } from "./server/server";
import { isSpec, nameOf } from "./specs";

/** One item in the status bar: whether the server is there, and what runs. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("adaptlab.status", vscode.StatusBarAlignment.Left, 10);
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly server: Server,
    private readonly runs: Runs,
  ) {
    this.item.name = "AdaptLab";
    this.subscriptions = [
      server.onDidChange(() => this.show()),
      runs.onDidChange(() => this.show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
    ];
    this.show();
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
    this.item.dispose();
  }

  private show(): void {
    const running = this.runs.all;
    const active = vscode.window.activeTextEditor?.document;
    const own = isSpec(active) ? this.runs.of(active.uri) : undefined;
    void vscode.commands.executeCommand("setContext", "adaptlab.running", (isSpec(active) ? own : running[0]) !== undefined);
    if (running.length > 0) {
      this.showRuns(own ?? running[0]!, running.length);
    } else {
      this.showServer();
    }
    // Whoever works on something else is not told that all is well.
    if (running.length > 0 || this.server.state.kind === "problem" || active?.languageId === "adapt") {
      this.item.show();
    } else {
      this.item.hide();
    }
  }

  private showRuns(shown: { uri: string; running: { name: string; share?: number }[] }, count: number): void {
    const spec = vscode.Uri.parse(shown.uri);
    const [first] = shown.running;
    const share = first?.share === undefined ? "" : ` ${Math.round(first.share * 100)} %`;
    this.set("loading~spin", first ? `${first.name}${share}` : nameOf(spec), `${nameOf(spec)} is being run.${count > 1 ? ` So are ${count - 1} others.` : ""}`);
    this.item.command = { title: "Open Report", command: "adaptlab.showReportToSide", arguments: [spec] };
  }

  private showServer(): void {
    const { state } = this.server;
    this.item.command = "adaptlab.showOutput";
    switch (state.kind) {
      case "starting":
        return this.set("loading~spin", "AdaptLab", "The language server is starting.");
      case "running":
        return this.set("beaker", "AdaptLab", state.canRun
          ? `Specs are checked and run by ${state.shown}.`
          : "Specs are checked by the server that comes with the extension. To run them, choose the adaptlab command.");
      case "problem":
        this.item.command = "adaptlab.restartServer";
        return this.set("warning", "AdaptLab", `${state.message} Click to try again.`, new vscode.ThemeColor("statusBarItem.warningBackground"));
      case "off":
        return this.set("circle-slash", "AdaptLab", state.reason);
    }
  }

  private set(icon: string, text: string, tooltip: string, background?: vscode.ThemeColor): void {
    this.item.text = `$(${icon}) ${text}`;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `${text}: ${tooltip}` };
    this.item.backgroundColor = background;
  }
}
