import * as vscode from "vscode";

import type { Runs } from "./runs";
import { type PromptText, ServerCommands } from "./server/protocol";

const scheme = "adaptlab-prompt";

/** What models read for an eval row, as documents that nobody can type into. */
export class Prompts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  readonly onDidChange = this.changed.event;

  constructor(private readonly runs: Runs) {}

  /**
   * @param strategy As declared; undefined for all of them.
   * @param row The text of an eval row; undefined for the first one.
   */
  async show(spec: vscode.Uri, strategy?: string, row?: string): Promise<void> {
    if (!this.runs.canRun()) {
      return;
    }
    const found = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Writing the prompt" }, () => this.ask(spec, strategy, row));
    if (!found) {
      return;
    }
    const uri = vscode.Uri.from({ scheme, path: `/${found.title.replace(/[/\\]/g, " ")}.txt`, query: JSON.stringify([spec.toString(), strategy ?? null, row ?? null]) });
    this.texts.set(uri.toString(), found.text);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "This prompt was shown in an earlier window. Ask for it again where its strategy or its row stands.\n";
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private async ask(spec: vscode.Uri, strategy?: string, row?: string): Promise<PromptText | undefined> {
    try {
      return await this.runs.execute<PromptText>(ServerCommands.showPrompt, [spec.toString(), strategy ?? null, row ?? null]);
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
