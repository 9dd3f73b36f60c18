// Puts the project's own commands into node_modules/.bin, so that `npx touchstone` in a checkout starts at once and on the
// checkout's own Node. Without it npx installs the checkout into its cache first, which takes seconds and warns of old Nodes.

import { chmodSync, existsSync, rmSync, symlinkSync } from "node:fs";

const folder = new URL("../node_modules/.bin/", import.meta.url);
const command = new URL("../dist/src/cli/touchstone.js", import.meta.url);

if (process.platform !== "win32" && existsSync(folder)) {
  chmodSync(command, 0o755);
  for (const name of ["touchstone", "mqtt-touchstone"]) {
    rmSync(new URL(name, folder), { force: true });
    symlinkSync("../../dist/src/cli/touchstone.js", new URL(name, folder));
  }
}
