import path from "node:path";

import { problemOf } from "./dotnet";

/** How the language server is started, or why it is not. */
export type Installation =
  | { kind: "command"; command: string; args: string[]; shown: string; canRun: boolean }
  | { kind: "problem"; message: string; mend: "dotnet" | "setting" };

/** What the search looks at; all of the machine that it sees. */
export interface Surroundings {
  /** The settings, "" where they are not set. */
  serverPath: string;
  dotnetPath: string;
  /** What relative paths start from; undefined in a window without a folder. */
  folder: string | undefined;
  environment: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  /** The server that comes with the extension: it checks, and runs nothing. */
  bundled: string;
  isFile(file: string): boolean;
  listRuntimes(dotnet: string): Promise<string | undefined>;
}

/**
 * The setting, else the `adaptlab` on the PATH, else the bundled server. Server and runs always come from one installation,
 * so that they cannot disagree about what a result is.
 */
export async function findInstallation(around: Surroundings): Promise<Installation> {
  const setting = around.serverPath.trim();
  if (setting) {
    const file = resolve(setting, around);
    return around.isFile(file)
      ? start(file, ["lsp"], true, around)
      : { kind: "problem", mend: "setting", message: `There is no file ${file}, which the setting adaptlab.server.path names.` };
  }
  const onPath = findOnPath("adaptlab", around);
  return onPath ? start(onPath, ["lsp"], true, around) : start(around.bundled, [], false, around);
}

async function start(file: string, args: string[], canRun: boolean, around: Surroundings): Promise<Installation> {
  if (!file.toLowerCase().endsWith(".dll")) {
    return { kind: "command", command: file, args, shown: file, canRun };
  }
  const dotnet = dotnetOf(around);
  const problem = problemOf(dotnet, await around.listRuntimes(dotnet));
  return problem
    ? { kind: "problem", mend: "dotnet", message: problem }
    : { kind: "command", command: dotnet, args: [file, ...args], shown: file, canRun };
}

function dotnetOf(around: Surroundings): string {
  if (around.dotnetPath.trim()) {
    return resolve(around.dotnetPath.trim(), around);
  }
  const root = around.environment["DOTNET_ROOT"];
  const inRoot = root && path.join(root, executable("dotnet", around));
  // By its bare name, so that the message about a missing one says what was looked for.
  return inRoot && around.isFile(inRoot) ? inRoot : (findOnPath("dotnet", around) ?? "dotnet");
}

function resolve(written: string, around: Surroundings): string {
  const home = around.environment["HOME"] ?? around.environment["USERPROFILE"];
  const expanded = home && /^~[/\\]/.test(written) ? path.join(home, written.slice(2)) : written;
  return path.resolve(around.folder ?? ".", expanded);
}

function findOnPath(name: string, around: Surroundings): string | undefined {
  const folders = (around.environment["PATH"] ?? around.environment["Path"] ?? "").split(around.platform === "win32" ? ";" : ":");
  // A relative folder on the PATH would mean the workspace, which is somebody else's.
  return folders
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, executable(name, around)))
    .find((file) => around.isFile(file));
}

function executable(name: string, around: Surroundings): string {
  return around.platform === "win32" ? `${name}.exe` : name;
}
