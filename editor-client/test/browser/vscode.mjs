// A real VS Code with the packaged extension, in a browser: what the end-to-end tests drive.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { install } from "./install.mjs";

export const client = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
export const root = path.resolve(client, "..");

/** Long enough for a busy machine; a test that waits this long has failed. */
const patience = Number(process.env.ADAPTLAB_TEST_PATIENCE ?? 60_000);

/** What is missing to run any of this, in one line; undefined where nothing is. */
export function missing() {
  return installed().missing;
}

/** The `adaptlab` command that was built; undefined before that. */
export function adaptlabCommand() {
  const file = path.join(root, "src", "AdaptLab.Cli", "bin", "Release", "net10.0", "adaptlab.dll");
  return existsSync(file) ? file : undefined;
}

let found;

function installed() {
  return (found ??= install());
}

/**
 * Starts a server with an extension and a folder of its own.
 * @param {{ fixture: string, vsix?: string, settings?: object, trust?: boolean, size?: { width: number, height: number } }} options
 *   `vsix`: the package to install; none for the suites that load the extension from its folder. `trust`: whether the
 *   workspace is trusted from the start.
 */
export async function startVSCode({ fixture, vsix, settings: given = {}, trust = true, size = { width: 1400, height: 900 } }) {
  const settings = { ...given };
  const { codeServer, chromium: browser } = installed();
  const home = mkdtempSync(path.join(tmpdir(), "adaptlab-vscode-"));
  const folder = path.join(home, "work");
  cpSync(fixture, folder, { recursive: true });
  // A workspace of its own: results are kept beside it, not beside whatever lies above.
  mkdirSync(path.join(folder, ".git"), { recursive: true });
  const user = path.join(home, "user");
  mkdirSync(path.join(user, "User"), { recursive: true });
  mkdirSync(path.join(user, "Machine"), { recursive: true });
  const set = (changed) => {
    Object.assign(settings, changed);
    const all = Object.entries({ ...quiet, ...settings });
    // A window that works on another machine, as this one does, reads what names programs there from that machine's settings.
    const ofMachine = ([name]) => /^adaptlab\..*\.path$/.test(name);
    writeFileSync(path.join(user, "User", "settings.json"), JSON.stringify(Object.fromEntries(all.filter((setting) => !ofMachine(setting)))));
    writeFileSync(path.join(user, "Machine", "settings.json"), JSON.stringify(Object.fromEntries(all.filter(ofMachine))));
  };
  set({});
  writeFileSync(path.join(home, "config.yaml"), "");
  const env = { ...process.env, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: path.join(home, "cache") };
  delete env.ADAPTLAB_CACHE_DIR;
  // The command on somebody's PATH is none of the tests' business.
  const base = [codeServer, "--config", path.join(home, "config.yaml"), "--user-data-dir", user, "--extensions-dir", path.join(home, "extensions")];
  if (vsix) {
    const run = spawnSync(process.execPath, [...base, "--install-extension", vsix], { env, encoding: "utf8" });
    if (run.status !== 0) {
      throw new Error(`The package cannot be installed: ${run.stdout}${run.stderr}`);
    }
  }
  const port = await freePort();
  const flags = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", ...(trust ? ["--disable-workspace-trust"] : [])];
  const server = spawn(process.execPath, [...base, "--bind-addr", `127.0.0.1:${port}`, ...flags], { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let log = "";
  server.stdout.on("data", (text) => (log += text));
  server.stderr.on("data", (text) => (log += text));
  await answers(`http://127.0.0.1:${port}/healthz`, () => log);

  const context = await chromium.launchPersistentContext(path.join(home, "browser"), {
    executablePath: browser,
    headless: true,
    viewport: size,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  context.setDefaultTimeout(patience);
  const page = context.pages()[0] ?? (await context.newPage());
  const close = async () => {
    await context.close().catch(() => {});
    try {
      // Its own group: extension hosts, and the servers that these have started.
      process.kill(-server.pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return new VSCode({ page, folder, address: `127.0.0.1:${port}`, home, set, close });
}

const quiet = {
  "workbench.startupEditor": "none",
  "files.autoSave": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.untrustedFiles": "open",
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "workbench.tips.enabled": false,
  "chat.commandCenter.enabled": false,
  "testing.automaticallyOpenTestResults": "neverOpen",
};

/** The window, in the words of somebody who uses it. */
class VSCode {
  constructor({ page, folder, address, home, set, close }) {
    Object.assign(this, { page, folder, address, home, set, close });
  }

  /** Loads the window. @param {string} [file] Opened in it, with a line and a column as "demo.adapt:2:10". */
  async open(file, extra = []) {
    const payload = [...(file ? [["openFile", `vscode-remote://${this.address}${this.folder}/${file}`], ["gotoLineMode", "true"]] : []), ...extra];
    await this.page.goto(`http://${this.address}/?folder=${this.folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    if (file) {
      await this.page.locator(".monaco-editor .view-line").first().waitFor();
    }
  }

  /** Does it; where that fails, a picture of the window is left in out/failed. */
  async seen(name, act) {
    try {
      await act();
    } catch (error) {
      const file = path.join(client, "out", "failed", `${name.replace(/\W+/g, "-")}.png`);
      await this.page.screenshot({ path: file }).then(() => console.log(`the window looks so: ${file}`), () => {});
      throw error;
    }
  }

  /** Loads a window on a .code-workspace file, until its folders are seen. */
  async openWorkspace(file, extra = []) {
    const folders = this.page.locator(".explorer-folders-view .monaco-list-row").first();
    const url = `http://${this.address}/?workspace=${file}&payload=${encodeURIComponent(JSON.stringify(extra))}`;
    // A window whose connection comes late takes the file for an empty one ("No folder opened") and stays so until it is loaded anew.
    for (let left = 4; ; left--) {
      await this.page.goto(url);
      try {
        await folders.waitFor({ timeout: patience / 4 });
        return;
      } catch (error) {
        if (left === 0) {
          throw error;
        }
      }
    }
  }

  /** Opens the box at the top of the window by its key, and writes into it. */
  async ask(key, text) {
    const input = this.page.locator(".quick-input-widget .quick-input-box input").first();
    // While the window is laid out anew, or the focus is on its way elsewhere, a key is lost, or the box closes at once.
    for (const deadline = Date.now() + patience; ;) {
      try {
        await this.page.keyboard.press(key);
        await input.waitFor({ timeout: 5_000 });
        await input.fill(text, { timeout: 5_000 });
        return input;
      } catch (error) {
        if (Date.now() > deadline) {
          throw error;
        }
      }
    }
  }

  async command(title) {
    await this.ask("F1", `>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  /** One of what a list offers. */
  async pick(text) {
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first().click();
  }

  /** Opens a file of the window's folder, as "rows.jsonl:2:10" at a line and a column. */
  async openFile(file) {
    await this.ask("F1", file);
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: file.split(":")[0] }).first();
    await row.waitFor();
    await row.click();
  }

  /** Opens what can be mended where the cursor stands, and takes what is offered first, which says this. */
  async mend(text) {
    const first = this.page.locator(".action-widget .monaco-list-row.focused", { hasText: text });
    // A window that is still being loaded answers that there is nothing, and does not ask again.
    for (const deadline = Date.now() + patience; ;) {
      try {
        await this.page.keyboard.press("Control+.");
        await first.waitFor({ timeout: 5_000 });
        break;
      } catch (error) {
        if (Date.now() > deadline) {
          throw error;
        }
        await this.page.keyboard.press("Escape");
      }
    }
    await this.page.keyboard.press("Enter");
  }

  /** Puts the cursor of the active editor there. */
  async goTo(line, column = 1) {
    const input = await this.ask("Control+G", `:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  async hover() {
    await this.page.keyboard.press("Control+K");
    await this.page.keyboard.press("Control+I");
    const hover = this.page.locator(".monaco-hover:visible").first();
    await hover.waitFor();
    return hover;
  }

  squiggle(kind = "error") {
    return this.page.locator(`.cdr.squiggly-${kind}`).first();
  }

  problem(text) {
    return this.page.locator(".markers-panel .monaco-list-row", { hasText: text }).first();
  }

  lens(text) {
    return this.page.locator(".codelens-decoration a, .codelens-decoration span", { hasText: text }).first();
  }

  /**
   * Clicks a lens until what it does is seen: VS Code draws lenses anew after a change, and forgets a click that falls in between.
   * Answers when the click was that worked.
   */
  async clickLens(text, sign) {
    for (let left = 4; ; left--) {
      const click = performance.now();
      await this.lens(text).click();
      try {
        await sign.waitFor(left > 0 ? { timeout: 5000 } : {});
        return click;
      } catch (error) {
        if (left === 0) {
          throw error;
        }
      }
    }
  }

  notification(text) {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text }).first();
  }

  /** An item of the status bar, by its name for who hears it. */
  status(text) {
    return this.page.locator(`.statusbar-item a[aria-label*="${text}"], .statusbar-item[aria-label*="${text}"]`).first();
  }

  tab(name) {
    return this.page.locator(".tabs-container .tab", { hasText: name }).first();
  }

  /** A line of the active editor. */
  line(text) {
    return this.page.locator(".editor-group-container.active .view-line", { hasText: new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s")) }).first();
  }

  /** The page within the comparison panel. */
  panel() {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  editor(name) {
    return this.page.locator(".editor-instance", { has: this.page.locator(`[data-uri$="/${name}"]`) }).first();
  }

  async text() {
    const lines = await this.page.locator(".editor-group-container.active .view-line").allTextContents();
    return lines.join("\n").replaceAll("\u00a0", " ");
  }
}

async function answers(url, log) {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const ok = await fetch(url).then((response) => response.ok, () => false);
    if (ok) {
      return;
    }
  }
  throw new Error(`code-server does not start: ${log()}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The package that `npm run package` made last. */
export function packaged() {
  const out = path.join(client, "out");
  const name = existsSync(out) && readdirSync(out).find((file) => file.endsWith(".vsix"));
  return name ? path.join(out, name) : undefined;
}
