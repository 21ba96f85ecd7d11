import { execFile } from "node:child_process";

/** The major version that the server is built for; a later one runs it only if it is told to. */
export const requiredMajor = 10;

/** Versions of the plain runtime in what `dotnet --list-runtimes` prints. */
export function runtimeVersions(listing: string): string[] {
  return [...listing.matchAll(/^Microsoft\.NETCore\.App (\S+) \[/gm)].map((match) => match[1]!);
}

/** What keeps a `dotnet` from running the server, in one sentence; undefined where nothing does. */
export function problemOf(dotnet: string, listing: string | undefined): string | undefined {
  if (listing === undefined) {
    return `AdaptLab needs the .NET ${requiredMajor} runtime, and '${dotnet}' cannot be started.`;
  }
  const versions = runtimeVersions(listing);
  if (versions.some((version) => Number.parseInt(version, 10) === requiredMajor)) {
    return undefined;
  }
  const found = versions.length === 0 ? "none" : versions.join(", ");
  return `AdaptLab needs the .NET ${requiredMajor} runtime. '${dotnet}' has ${found}.`;
}

/** Undefined where the program cannot be started, or ends badly. */
export function listRuntimes(dotnet: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(dotnet, ["--list-runtimes"], { timeout: 20_000, windowsHide: true }, (error, output) => resolve(error ? undefined : output));
  });
}
