import * as vscode from "vscode";

import type { Parts } from "../../src/extension";

/** The parts of the running extension, once its server is there. */
export async function parts(): Promise<Parts> {
  const extension = vscode.extensions.getExtension<Parts>("adaptlab.adaptlab")!;
  const found = await extension.activate();
  await until(found.server.onDidChange, () => found.server.state.kind === "running");
  return found;
}

/** Ends when the condition holds; looked at after each event. */
export function until<T>(event: vscode.Event<T>, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (condition()) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = event(look);
    look();
  });
}

export async function openSpec(name: string): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}
