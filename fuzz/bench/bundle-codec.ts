// The codec alone, as a browser would load it: bundled and minified, for size-limit to weigh.

import { build } from "esbuild";

await build({
  entryPoints: ["src/codec/index.ts"],
  outfile: "dist/bundle/codec.js",
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2023",
  logLevel: "warning",
});
