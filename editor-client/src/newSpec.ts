import * as vscode from "vscode";

interface Template {
  label: string;
  description: string;
  file: string;
}

const templates: Template[] = [
  { label: "Classify", description: "Put a text under one of several labels; everything in one file", file: "classify.adapt" },
  { label: "Classify, from data files", description: "Examples and eval rows in JSON Lines, CSV or Parquet", file: "classify-from-files.adapt" },
  { label: "Two sets of examples", description: "Few chosen by an expert against many by hired labellers", file: "two-sets.adapt" },
];

/** Opens a new spec that is not saved yet, so that its author chooses the place. */
export async function newSpec(context: vscode.ExtensionContext): Promise<void> {
  const chosen = await vscode.window.showQuickPick(templates, { title: "New Spec", placeHolder: "What is the task?" });
  if (!chosen) {
    return;
  }
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, "templates", chosen.file));
  const document = await vscode.workspace.openTextDocument({ language: "adapt", content: new TextDecoder().decode(bytes) });
  await vscode.window.showTextDocument(document);
}
