import { type Command, LanguageClient, type LanguageClientOptions, type Middleware, type ServerOptions, type ShowDocumentResult, State, TransportKind } from "vscode-languageclient/node";
import * as vscode from "vscode";

import type { Installation } from "./installation";
import { spaced } from "./markdown";
import type { HoverWithActions } from "./protocol";

/** Who carries out the commands that lenses and hovers name. */
export type CommandHandler = (command: string, args: unknown[], next: (command: string, args: unknown[]) => unknown) => unknown;

export function createClient(
  installation: Extract<Installation, { kind: "command" }>,
  output: vscode.OutputChannel,
  trace: vscode.OutputChannel,
  handleCommand: CommandHandler,
): LanguageClient {
  const { command, args } = installation;
  // .NET maps the code that it generates twice, so that no page can be both written and run. That costs 7 MB, for a program that runs
  // nothing of what it is sent.
  const env = { DOTNET_EnableWriteXorExecute: "0", ...process.env, DOTNET_NOLOGO: "1" };
  const run = { command, args, transport: TransportKind.stdio, options: { env } };
  const serverOptions: ServerOptions = { run, debug: run };
  const client: LanguageClient = new LanguageClient("adaptlab", "AdaptLab", serverOptions, {
    documentSelector: [{ language: "adapt", scheme: "file" }, { language: "adapt", scheme: "untitled" }],
    outputChannel: output,
    traceOutputChannel: trace,
    initializationOptions: { trusted: vscode.workspace.isTrusted },
    middleware: middleware(() => client, handleCommand),
    // The window's own error message would hide the one that says what to do.
    initializationFailedHandler: () => false,
  } satisfies LanguageClientOptions);
  client.registerFeature({
    fillClientCapabilities: (capabilities) => {
      capabilities.experimental = { ...capabilities.experimental, hoverActions: true, resultsChanged: true };
    },
    initialize: () => {},
    getState: () => ({ kind: "static" }),
    clear: () => {},
  });
  return client;
}

function middleware(client: () => LanguageClient, handleCommand: CommandHandler): Middleware {
  return {
    executeCommand: async (command, args, next) => handleCommand(command, args, next),
    provideHover: async (document, position, token) => {
      const params = client().code2ProtocolConverter.asTextDocumentPositionParams(document, position);
      const found = await client().sendRequest<HoverWithActions | null>("textDocument/hover", params, token);
      const hover = client().protocol2CodeConverter.asHover(found);
      if (hover) {
        hover.contents = hover.contents.map((part) => (part instanceof vscode.MarkdownString ? new vscode.MarkdownString(spaced(part.value)) : part));
      }
      if (hover && found?.actions?.length) {
        hover.contents.push(links(found.actions));
      }
      return hover;
    },
    window: {
      showDocument: async (params, next) =>
        params.external && vscode.env.remoteName !== undefined
          ? showRemote(params.uri)
          : ((await next(params, new vscode.CancellationTokenSource().token)) as ShowDocumentResult),
    },
    workspace: {
      // A change may be the very reason why this server is ended: then it is told to nobody.
      didChangeConfiguration: async (sections, next) => {
        try {
          await next(sections);
        } catch (error) {
          if (client().state === State.Running) {
            throw error;
          }
        }
      },
      // Trust is the window's to know, and no setting.
      configuration: async (params, token, next) => {
        const values = await next(params, token);
        return Array.isArray(values)
          ? values.map((value, index) => (params.items[index]?.section === "adaptlab" ? { ...value, trusted: vscode.workspace.isTrusted } : value))
          : values;
      },
    },
  };
}

/** A file on another machine is nothing that the browser on this one could open: it is said where it lies. */
async function showRemote(address: string): Promise<ShowDocumentResult> {
  const uri = vscode.Uri.parse(address);
  const [copy, reveal] = ["Copy Path", "Reveal in Explorer"];
  void vscode.window.showInformationMessage(`The report is at ${uri.fsPath}, on the machine that this window works on.`, copy!, reveal!).then(async (chosen) => {
    if (chosen === copy) {
      await vscode.env.clipboard.writeText(uri.fsPath);
    } else if (chosen === reveal) {
      await vscode.commands.executeCommand("revealInExplorer", uri);
    }
  });
  return { success: true };
}

/** Only these commands may be run from the hover, whatever else its text says. */
function links(actions: Command[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString(
    actions.map(({ title, command, arguments: args }) => `[${title}](command:${command}?${encodeURIComponent(JSON.stringify(args ?? []))})`).join(" · "),
  );
  text.isTrusted = { enabledCommands: actions.map((action) => action.command) };
  return text;
}
