import * as vscode from "vscode";

/** What can be compared lies in a file; a text that was never saved has no place for results. */
export function isSpec(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document?.languageId === "adapt" && document.uri.scheme === "file";
}

/** "contract-clauses.adapt", for people. */
export function nameOf(spec: vscode.Uri): string {
  return spec.path.slice(spec.path.lastIndexOf("/") + 1);
}

export async function saveIfOpen(spec: vscode.Uri): Promise<void> {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === spec.toString());
  if (document?.isDirty) {
    await document.save();
  }
}
