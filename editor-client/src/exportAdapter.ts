import * as vscode from "vscode";

import type { TestsView } from "./server/protocol";
import type { Server } from "./server/server";
import { saveIfOpen } from "./specs";

const forms = [
  { label: "Adapter", description: "In the layout of PEFT", as: "adapter" },
  { label: "Merged model", description: "The base with the adapter within it", as: "merged" },
  { label: "Examples", description: "As OpenAI's fine-tuning takes them", as: "openai-jsonl" },
];

/** Has the adaptlab command write what a strategy has learned, as a task: what it says is what a shell would show. */
export async function exportAdapter(spec: vscode.Uri, server: Server, tests: TestsView | undefined): Promise<void> {
  const { state } = server;
  if (state.kind !== "running" || !state.canRun || !tests) {
    void vscode.window.showErrorMessage("To export an adapter, the adaptlab command is needed. Choose it first.");
    return;
  }
  const title = "Export Adapter";
  const strategy = await vscode.window.showQuickPick(tests.strategies.map(({ name }) => name), { title, placeHolder: "What a strategy has learned" });
  const set = strategy && (await chooseSet(tests, strategy, title));
  const form = strategy && set !== undefined && (await vscode.window.showQuickPick(forms, { title, placeHolder: "As what" }));
  const defaultUri = vscode.Uri.joinPath(spec, "..", `${strategy}-${form ? form.as : ""}`.replaceAll(" ", "-"));
  const folder = form && (await vscode.window.showSaveDialog({ title: "A new folder to write to", saveLabel: "Export", defaultUri }));
  if (!folder) {
    return;
  }
  // The command reads what is on the disk.
  await saveIfOpen(spec);
  const { command, args } = state.program;
  const own = ["export", spec.fsPath, "--strategy", strategy, "--as", form.as, "--to", folder.fsPath, ...(set ? ["--train", set] : [])];
  const scope = vscode.workspace.getWorkspaceFolder(spec) ?? vscode.TaskScope.Workspace;
  const task = new vscode.Task({ type: "process" }, scope, `export ${strategy}`, "AdaptLab", new vscode.ProcessExecution(command, [...args, ...own]));
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  await vscode.tasks.executeTask(task);
}

/** "" where there is but one training set, or none that has been run; undefined where the question is left unanswered. */
async function chooseSet(tests: TestsView, strategy: string, title: string): Promise<string | undefined> {
  const names = tests.strategies.find(({ name }) => name === strategy)?.candidates.map(({ name }) => name) ?? [];
  const sets = [...new Set(names.filter((name) => name.includes(" on ")).map((name) => name.slice(name.indexOf(" on ") + 4)))];
  return sets.length < 2 ? (sets[0] ?? "") : vscode.window.showQuickPick(sets, { title, placeHolder: "Trained on" });
}
