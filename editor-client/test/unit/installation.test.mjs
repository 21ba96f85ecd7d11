// Which program checks and runs specs, and what is said where there is none.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import { problemOf, runtimeVersions } from "../../out/unit/server/dotnet.mjs";
import { findInstallation } from "../../out/unit/server/installation.mjs";

const listing = "Microsoft.AspNetCore.App 10.0.1 [/usr/share/dotnet]\nMicrosoft.NETCore.App 8.0.11 [/usr/share/dotnet]\nMicrosoft.NETCore.App 10.0.1 [/usr/share/dotnet]\n";
const bundled = "/ext/server/adaptlab-server.dll";

function around(changes = {}) {
  const files = new Set(changes.files ?? []);
  return {
    serverPath: "", dotnetPath: "", folder: "/project", environment: { PATH: "/usr/bin:/opt/bin", HOME: "/users/ada" }, platform: "linux", bundled,
    isFile: (file) => files.has(file.split(path.sep).join("/")),
    listRuntimes: async () => listing,
    ...changes,
  };
}

test("the setting comes first, then the PATH, then the bundled server", async () => {
  const files = ["/opt/bin/adaptlab", "/users/ada/tools/adaptlab"];
  const bySetting = await findInstallation(around({ files, serverPath: "~/tools/adaptlab" }));
  const byPath = await findInstallation(around({ files }));
  const byBundle = await findInstallation(around());
  assert.deepEqual([bySetting.command, bySetting.args, bySetting.canRun], ["/users/ada/tools/adaptlab", ["lsp"], true]);
  assert.deepEqual([byPath.command, byPath.canRun], ["/opt/bin/adaptlab", true]);
  assert.deepEqual([byBundle.command, byBundle.args, byBundle.canRun], ["dotnet", [bundled], false]);
});

test("a library is started by dotnet: the one of the setting, of DOTNET_ROOT, or of the PATH", async () => {
  const started = async (changes) => (await findInstallation(around({ serverPath: "bin/adaptlab.dll", files: ["/project/bin/adaptlab.dll", "/sdk/dotnet", "/usr/bin/dotnet"], ...changes }))).command;
  assert.equal(await started({}), "/usr/bin/dotnet");
  assert.equal(await started({ environment: { PATH: "/usr/bin", DOTNET_ROOT: "/sdk" } }), "/sdk/dotnet");
  assert.equal(await started({ dotnetPath: "/own/dotnet" }), "/own/dotnet");
});

test("a setting that names nothing is said, and not passed over", async () => {
  const found = await findInstallation(around({ serverPath: "tools/adaptlab", files: ["/opt/bin/adaptlab"] }));
  assert.deepEqual([found.kind, found.mend], ["problem", "setting"]);
  assert.match(found.message, /\/project\/tools\/adaptlab/);
});

test("a relative folder on the PATH is the workspace's, and not looked into", async () => {
  const found = await findInstallation(around({ environment: { PATH: ".:bin" }, files: ["adaptlab", "bin/adaptlab", "/project/adaptlab"] }));
  assert.equal(found.canRun, false);
});

test("a dotnet that is missing or too old is told apart, and what there is is named", async () => {
  const missing = await findInstallation(around({ listRuntimes: async () => undefined }));
  assert.equal(missing.mend, "dotnet");
  assert.match(missing.message, /'dotnet' cannot be started/);
  assert.match(problemOf("dotnet", "Microsoft.NETCore.App 8.0.11 [/x]\n"), /needs the \.NET 10 runtime\. 'dotnet' has 8\.0\.11/);
  assert.match(problemOf("dotnet", ""), /has none/);
  assert.equal(problemOf("dotnet", listing), undefined);
});

test("only the plain runtime counts", () => {
  assert.deepEqual(runtimeVersions(listing), ["8.0.11", "10.0.1"]);
});
