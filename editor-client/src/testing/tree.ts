import * as vscode from "vscode";
import type { Location } from "vscode-languageclient/node";

import type { Runs } from "../runs";
import type { AnswerView, TestCandidate, TestsView } from "../server/protocol";
import type { Server } from "../server/server";
import { nameOf } from "../specs";

const longest = 80;

/** The Testing view: specs, their strategies, and for each of these the eval rows, which pass or fail. */
export class TestTree implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController("adaptlab", "AdaptLab");
  private readonly subscriptions: vscode.Disposable[];
  /** What was shown of each spec last, so that the same results are not published twice. */
  private readonly shown = new Map<string, string>();
  private readonly asked = new Set<string>();

  constructor(
    private readonly server: Server,
    private readonly runs: Runs,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.adapt", false, true, false);
    this.controller.resolveHandler = (item) => (item ? this.load(item) : this.findSpecs());
    this.controller.refreshHandler = () => this.findSpecs();
    this.controller.createRunProfile("Run", vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true);
    this.subscriptions = [
      this.controller,
      watcher,
      watcher.onDidCreate((spec) => this.add(spec)),
      watcher.onDidDelete((spec) => this.controller.items.delete(spec.toString())),
      server.onDidChange((state) => state.kind === "running" && this.loadAll()),
      server.onDidChangeResults(({ uri, isRunning }) => isRunning || this.reload(vscode.Uri.parse(uri))),
      vscode.workspace.onDidOpenTextDocument((document) => document.languageId === "adapt" && document.uri.scheme === "file" && this.add(document.uri)),
    ];
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  private async findSpecs(): Promise<void> {
    const found = await vscode.workspace.findFiles("**/*.adapt", "**/{node_modules,bin,obj}/**", 500);
    found.filter((spec) => spec.scheme === "file").forEach((spec) => this.add(spec));
  }

  private add(spec: vscode.Uri): void {
    if (!this.controller.items.get(spec.toString())) {
      const item = this.controller.createTestItem(spec.toString(), nameOf(spec), spec);
      item.canResolveChildren = true;
      this.controller.items.add(item);
    }
  }

  private async loadAll(): Promise<void> {
    for (const [, item] of this.controller.items) {
      if (this.asked.has(item.id)) {
        await this.load(item);
      }
    }
  }

  private async reload(spec: vscode.Uri): Promise<void> {
    const item = this.controller.items.get(spec.toString());
    // What nobody has looked at is loaded when somebody does; what is open shows its results beside the rows.
    if (item && (this.asked.has(item.id) || vscode.workspace.textDocuments.some((document) => document.uri.toString() === item.id))) {
      await this.load(item);
    }
  }

  /** The spec's strategies and rows as they are now, with the results that there are. */
  private async load(item: vscode.TestItem): Promise<void> {
    this.asked.add(item.id);
    const view = await this.read(item);
    if (!view) {
      return;
    }
    this.build(item, view);
    const results = JSON.stringify(view.strategies.map((strategy) => strategy.candidates));
    if (view.strategies.some((strategy) => strategy.candidates.length > 0) && this.shown.get(item.id) !== results) {
      this.shown.set(item.id, results);
      const run = this.controller.createTestRun(new vscode.TestRunRequest([item], undefined, undefined, false, true), nameOf(item.uri!), false);
      this.publish(run, item, view);
      run.end();
    }
    this.markStale(item, view);
  }

  private async read(item: vscode.TestItem): Promise<TestsView | undefined> {
    const { client } = this.server;
    try {
      return (await client?.sendRequest<TestsView | null>("adaptlab/tests", { textDocument: { uri: item.id } })) ?? undefined;
    } catch (error) {
      item.error = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  private build(spec: vscode.TestItem, view: TestsView): void {
    spec.error = undefined;
    spec.description = view.task;
    const rows = (parent: vscode.TestItem) => view.rows.map((row) => {
      const item = this.create(`${parent.id}#${row.id}`, clip(row.text), row.location, spec.uri!);
      item.description = row.expected;
      return item;
    });
    spec.children.replace(view.strategies.map((strategy) => {
      const item = this.create(idOf(spec, strategy.name), strategy.name, strategy.location, spec.uri!);
      item.children.replace(strategy.candidates.length > 1
        ? strategy.candidates.map((candidate) => {
          const child = this.create(idOf(item, candidate.name), candidate.name, strategy.location, spec.uri!);
          child.children.replace(rows(child));
          return child;
        })
        : rows(item));
      return item;
    }));
  }

  private create(id: string, label: string, location: Location | undefined, otherwise: vscode.Uri): vscode.TestItem {
    const place = location && this.server.client?.protocol2CodeConverter.asLocation(location);
    const item = this.controller.createTestItem(id, label, place?.uri ?? otherwise);
    item.range = place?.range;
    return item;
  }

  private publish(run: vscode.TestRun, spec: vscode.TestItem, view: TestsView): void {
    for (const [item, candidate] of candidatesOf(spec, view)) {
      if (candidate.failure !== undefined) {
        run.errored(item, new vscode.TestMessage(candidate.failure));
      }
      for (const row of view.rows) {
        const answer = candidate.answers[row.id];
        const child = item.children.get(`${item.id}#${row.id}`);
        if (child && answer?.isRight) {
          run.passed(child);
        } else if (child && answer) {
          run.failed(child, messageOf(answer, row.expected, child));
        }
      }
    }
  }

  private markStale(spec: vscode.TestItem, view: TestsView): void {
    for (const [item, candidate] of candidatesOf(spec, view)) {
      item.description = candidate.stale === undefined ? "" : `stale: ${candidate.stale}`;
      if (candidate.stale !== undefined) {
        this.controller.invalidateTestResults(item);
      }
    }
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const asked = request.include ?? [...this.controller.items].map(([, item]) => item);
    const specs = new Map<vscode.TestItem, string[]>();
    for (const item of asked) {
      const [spec, strategy] = pathOf(item);
      specs.set(spec!, strategy ? [...(specs.get(spec!) ?? []), strategy.label] : []);
    }
    for (const [spec, strategies] of specs) {
      if (!token.isCancellationRequested) {
        await this.runSpec(run, spec, [...new Set(strategies)], token);
      }
    }
    run.end();
  }

  private async runSpec(run: vscode.TestRun, spec: vscode.TestItem, strategies: string[], token: vscode.CancellationToken): Promise<void> {
    leaves(spec).filter((leaf) => strategies.length === 0 || strategies.includes(pathOf(leaf)[1]!.label)).forEach((leaf) => run.started(leaf));
    const stop = token.onCancellationRequested(() => this.runs.stop(spec.uri!));
    const summary = await this.runs.start(spec.uri!, strategies);
    stop.dispose();
    run.appendOutput(`${nameOf(spec.uri!)}: ${summary?.message ?? "not run"}\r\n`);
    const view = await this.read(spec);
    if (view) {
      this.build(spec, view);
      this.shown.set(spec.id, JSON.stringify(view.strategies.map((strategy) => strategy.candidates)));
      this.publish(run, spec, view);
    }
  }
}

/** Each candidate with the item that has its rows. */
function* candidatesOf(spec: vscode.TestItem, view: TestsView): Iterable<[vscode.TestItem, TestCandidate]> {
  for (const strategy of view.strategies) {
    const item = spec.children.get(idOf(spec, strategy.name));
    for (const candidate of strategy.candidates) {
      const own = strategy.candidates.length > 1 ? item?.children.get(idOf(item, candidate.name)) : item;
      if (own) {
        yield [own, candidate];
      }
    }
  }
}

/** From the spec down to the item. */
function pathOf(item: vscode.TestItem): vscode.TestItem[] {
  return item.parent ? [...pathOf(item.parent), item] : [item];
}

function leaves(item: vscode.TestItem): vscode.TestItem[] {
  return item.children.size === 0 ? (item.parent ? [item] : []) : [...item.children].flatMap(([, child]) => leaves(child));
}

function messageOf(answer: AnswerView, expected: string, item: vscode.TestItem): vscode.TestMessage {
  const message = vscode.TestMessage.diff(`Answered ${answer.text} (${answer.detail}), expected ${expected}.`, expected, answer.text);
  if (item.uri && item.range) {
    message.location = new vscode.Location(item.uri, item.range);
  }
  return message;
}

function idOf(parent: vscode.TestItem, name: string): string {
  return `${parent.id}/${name}`;
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
