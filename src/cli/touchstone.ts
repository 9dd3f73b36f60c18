#!/usr/bin/env node
// The command `touchstone`. It imports nothing at first, so that an old Node reads it far enough to say what to do.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 13)) {
  const asked = process.argv.slice(2).join(" ");
  console.error(
    `touchstone needs Node 22.13 or newer, and this is Node ${process.versions.node}. ` +
      `This works: npx -y -p node@24 -p mqtt-touchstone touchstone ${asked}`.trimEnd(),
  );
  process.exitCode = 2;
} else {
  import("./main.ts")
    .then(({ main }) => main(process.argv.slice(2)))
    .catch((thrown) => {
      console.error(`touchstone: cannot start: ${thrown.message}`);
      process.exitCode = 4;
    });
}
