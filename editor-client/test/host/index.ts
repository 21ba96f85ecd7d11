import Mocha from "mocha";

import * as panel from "./panel.suite";
import * as server from "./server.suite";
import * as tree from "./tree.suite";

/** Run by VS Code in its extension host. What comes of each test is told in a line of JSON, for the process outside. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: "tdd", timeout: 60_000, reporter: Told });
  for (const suite of [server, panel, tree]) {
    mocha.suite.emit("pre-require", globalThis, "", mocha);
    suite.define();
  }
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} failed`))));
  });
}

class Told extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const tell = (test: Mocha.Test, error?: Error) => console.log(`host-test ${JSON.stringify({ title: test.fullTitle(), error: error?.stack })}`);
    runner.on("pass", (test) => tell(test));
    runner.on("fail", (test, error) => tell(test, error));
  }
}
