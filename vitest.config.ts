// All tests: beside the sources, and nothing that was built.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{spec,src,conformance,fuzz,docs}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**"],
    // A timeout here tells a test that hangs from one that ends, never a slow machine from a fast one: the first start of a
    // browser or of tshark on a busy machine takes longer than vitest's 5 seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The sources are `npm run typecheck`'s to judge; here only what the *.test-d.ts files state.
    typecheck: {
      enabled: true,
      include: ["{spec,src,conformance,fuzz,docs}/**/*.test-d.ts"],
      tsconfig: "tsconfig.json",
      ignoreSourceErrors: true,
    },
    coverage: { include: ["spec/**/*.ts", "src/**/*.ts", "conformance/**/*.ts"], reportsDirectory: "coverage" },
  },
});
