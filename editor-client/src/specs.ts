import * as vscode from "vscode";

/** What can be compared lies in a file; a text that was never saved has no place for results. */
export function isSpec(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document?.languageId === "adapt" && document.uri.scheme === "file";
}

/** "contract-clauses.adapt", for people. */
export function nameOf(spec: vscode.Uri): string {
  return spec.path.slice(spec.path.lastIndexOf("/") + 1);
}
