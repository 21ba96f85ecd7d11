import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Location } from "vscode-languageclient/node";

import type { ComparisonView } from "../server/protocol";
import type { Server } from "../server/server";
import { nameOf } from "../specs";
import type { FromPage, ToPage } from "./messages";

export const viewType = "adaptlab.comparison";

/** One spec's comparison. Its page shows what the server says, and keeps by itself how one was looking at it. */
export class ComparisonPanel {
  private width = 800;
  private isReady = false;
  private isAsking = false;
  private isOutOfDate = false;

  constructor(
    extension: vscode.Uri,
    private readonly server: Server,
    readonly spec: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
    private readonly actions: Record<"run" | "stop" | "browser", () => unknown>,
  ) {
    panel.title = nameOf(spec).replace(/\.adapt$/, "");
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, "icons", "adapt-light.svg"),
      dark: vscode.Uri.joinPath(extension, "icons", "adapt-dark.svg"),
    };
    const pages = vscode.Uri.joinPath(extension, "dist");
    panel.webview.options = { enableScripts: true, localResourceRoots: [pages] };
    panel.webview.onDidReceiveMessage((message: FromPage) => this.receive(message));
    // While it is hidden it has no page; the new one says when it is ready.
    panel.onDidChangeViewState(() => (this.isReady &&= panel.visible));
    panel.webview.html = this.html(pages);
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** Asks the server anew. Changes that come while it is asked are met by one more question. */
  refresh(): void {
    this.isOutOfDate = true;
    if (this.isReady && !this.isAsking) {
      void this.update();
    }
  }

  private async update(): Promise<void> {
    this.isAsking = true;
    try {
      while (this.isOutOfDate && this.isReady) {
        this.isOutOfDate = false;
        const view = await this.ask();
        const { state } = this.server;
        const message: ToPage = { spec: nameOf(this.spec), canRun: state.kind === "running" && state.canRun && vscode.workspace.isTrusted, ...(view && { view }) };
        await this.panel.webview.postMessage(message);
      }
    } catch (error) {
      // A server that has just gone answers nothing; its successor is asked when it is there.
      this.server.output.appendLine(`The comparison of ${this.spec} cannot be shown: ${error}`);
    } finally {
      this.isAsking = false;
    }
  }

  private async ask(): Promise<ComparisonView | undefined> {
    const params = { textDocument: { uri: this.spec.toString() }, width: this.width };
    const view = await this.server.client?.sendRequest<ComparisonView | null>("adaptlab/comparison", params);
    if (view === null) {
      // The server knows specs that are open, and those of the workspace; this is neither, so far.
      await vscode.workspace.openTextDocument(this.spec);
      return (await this.server.client?.sendRequest<ComparisonView | null>("adaptlab/comparison", params)) ?? undefined;
    }
    return view;
  }

  private receive(message: FromPage): void {
    switch (message.type) {
      case "ready":
      case "width":
        this.width = message.width;
        this.isReady = true;
        return this.refresh();
      case "goTo":
        return void this.goTo(message.row);
      default:
        this.actions[message.type]();
    }
  }

  private async goTo(row: string): Promise<void> {
    const found = await this.server.client?.sendRequest<Location | null>("adaptlab/rowLocation", { textDocument: { uri: this.spec.toString() }, row });
    if (!found) {
      void vscode.window.showInformationMessage("This row is not there any more.");
      return;
    }
    const location = this.server.client!.protocol2CodeConverter.asLocation(found);
    // Where the file is seen already, else beside the panel; never over it.
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === location.uri.toString())?.viewColumn;
    const other = this.panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
    const editor = await vscode.window.showTextDocument(location.uri, { viewColumn: shown ?? other, selection: location.range });
    // A long row is read from its beginning.
    editor.revealRange(new vscode.Range(location.range.start, location.range.start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  private html(pages: vscode.Uri): string {
    const { webview } = this.panel;
    const nonce = randomBytes(16).toString("base64");
    const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(pages, name)).toString();
    // No network, no inline script, no inline style: what the rows say can only ever be text.
    const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${address("panel.css")}">
  <title>Comparison</title>
</head>
<body data-spec="${escape(this.spec.toString())}">
  <main id="page" tabindex="-1"><p class="quiet">Reading…</p></main>
  <script nonce="${nonce}" src="${address("panel.js")}"></script>
</body>
</html>`;
  }
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
