// Mutants tried one by one in a thread of their own, which is ended and begun anew where a mutant makes it run for ever.

import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What the thread found when it ran all tests without any mutant. */
export interface DryRun {
  /** For each mutant the tests that reach it. */
  readonly reached: Readonly<Record<string, readonly number[]>>;
  /** The mutants that are reached while a module is loaded. */
  readonly static: readonly string[];
}

/** One mutant, and the tests to try it with. */
export interface Task {
  readonly mutant: string;
  readonly tests: readonly number[];
}

const PATIENCE_MS = 20_000;

/** A thread with the instrumented tests in it. */
export class Trial {
  private worker: Worker;
  private readonly start: () => Worker;
  private readonly dryRun: DryRun;
  private readonly isStaticId: ReadonlySet<string>;

  private constructor(start: () => Worker, worker: Worker, dryRun: DryRun) {
    this.start = start;
    this.worker = worker;
    this.dryRun = dryRun;
    this.isStaticId = new Set(dryRun.static);
  }

  /** Loads the tests and runs them once; throws where one fails without any mutant. */
  static async begin(tree: URL, testFiles: readonly string[]): Promise<Trial> {
    const start = () =>
      new Worker(new URL("thread.ts", import.meta.url), { workerData: { tree: tree.href, testFiles } });
    const worker = start();
    const [dryRun] = (await once(worker, "message")) as [DryRun];
    return new Trial(start, worker, dryRun);
  }

  reaches(mutant: string): boolean {
    return this.dryRun.reached[mutant] !== undefined;
  }

  isStatic(mutant: string): boolean {
    return this.isStaticId.has(mutant);
  }

  /** Whether a test fails with this mutant, or runs for ever. */
  async isKilled(mutant: string): Promise<boolean> {
    const task: Task = { mutant, tests: this.dryRun.reached[mutant] ?? [] };
    this.worker.postMessage(task);
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      const [killed] = (await once(this.worker, "message", { signal: patience })) as [boolean];
      return killed;
    } catch (thrown) {
      if (!patience.aborted) throw thrown;
      await this.worker.terminate();
      this.worker = this.start();
      await once(this.worker, "message");
      return true;
    }
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
