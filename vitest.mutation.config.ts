// The tests that a mutant of the codec or of the topics has to get past: those that stand beside them, and no slower ones.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/codec/**/*.test.ts", "src/topics/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**"],
    testTimeout: 30_000,
    // Nothing in these tests outlives its file, and a worker for each file and mutant would cost more than the tests.
    isolate: false,
  },
});
