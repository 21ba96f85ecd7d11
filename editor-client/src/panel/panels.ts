import * as vscode from "vscode";

import type { Runs } from "../runs";
import type { Server } from "../server/server";
import type { PageState } from "./messages";
import { ComparisonPanel, viewType } from "./panel";

/** The comparison panels of this window, at most one for each spec. */
export class ComparisonPanels implements vscode.WebviewPanelSerializer<PageState>, vscode.Disposable {
  private readonly panels = new Map<string, ComparisonPanel>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly runs: Runs,
  ) {
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      server.onDidChangeResults(({ uri }) => this.panels.get(vscode.Uri.parse(uri).toString())?.refresh()),
      server.onDidChange(() => this.panels.forEach((panel) => panel.refresh())),
      runs.onDidStart((spec) => {
        if (vscode.workspace.getConfiguration("adaptlab").get("panel.openOnRun", true) && !this.panels.has(spec.toString())) {
          this.open(spec, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
        }
      }),
    ];
  }

  /** The spec whose panel has the focus. */
  get active(): vscode.Uri | undefined {
    return [...this.panels.values()].find((panel) => panel.isActive)?.spec;
  }

  of(spec: vscode.Uri): ComparisonPanel | undefined {
    return this.panels.get(spec.toString());
  }

  show(spec: vscode.Uri, viewColumn: vscode.ViewColumn): void {
    void vscode.commands.executeCommand("setContext", "adaptlab.hasShownReport", true);
    const panel = this.of(spec);
    if (panel) {
      panel.reveal();
    } else {
      this.open(spec, { viewColumn });
    }
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: PageState | undefined): Promise<void> {
    if (state?.spec) {
      this.adopt(vscode.Uri.parse(state.spec), panel);
    } else {
      panel.dispose();
    }
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
    this.panels.forEach((panel) => panel.dispose());
  }

  private open(spec: vscode.Uri, column: { viewColumn: vscode.ViewColumn; preserveFocus?: boolean }): void {
    const where = { preserveFocus: false, ...column };
    this.adopt(spec, vscode.window.createWebviewPanel(viewType, "", where, { enableFindWidget: true }));
  }

  private adopt(spec: vscode.Uri, panel: vscode.WebviewPanel): void {
    const key = spec.toString();
    const actions = {
      run: () => this.runs.start(spec),
      stop: () => this.runs.stop(spec),
      browser: () => vscode.commands.executeCommand("adaptlab.openInBrowser", spec),
    };
    this.panels.set(key, new ComparisonPanel(this.context.extensionUri, this.server, spec, panel, actions));
    panel.onDidDispose(() => this.panels.delete(key));
  }
}

