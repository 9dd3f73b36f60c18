// What a match costs as the subscriptions grow from a thousand to a million: it is to grow with the levels of the topic alone.
//
// The ratios are the result. The figures in seconds are a side remark: they change with the machine and its other work.

import {
  addSubscription,
  createSubscriptionTree,
  matchSubscriptions,
  type SubscriptionTree,
} from "../../src/topics/index.ts";

type Tree = SubscriptionTree<number, number>;

interface Measured {
  readonly filters: number;
  readonly nanosecondsAMatch: number;
  readonly visitsAMatch: number;
}

const SIZES = [1000, 10_000, 100_000, 1_000_000];
const LEVELS = [2, 4, 8, 16, 32];
const ROUNDS = 7;
const MATCHES_A_ROUND = 20_000;
const NAMES = 256;

main(process.argv.includes("--json"));

function main(isJson: boolean): void {
  const bySize = measureSizes();
  const byLevels = measureLevels();
  if (isJson) {
    console.log(JSON.stringify({ bySize, byLevels }));
    return;
  }
  const [thousand] = bySize;
  console.log("filters    match, 1 k = 1.00   visits a match   (noise: messages/s)");
  for (const { filters, nanosecondsAMatch, visitsAMatch } of bySize) {
    const ratio = nanosecondsAMatch / (thousand?.nanosecondsAMatch ?? Number.NaN);
    console.log(
      `${pad(filters, 9)}${pad(ratio.toFixed(2), 20)}${pad(visitsAMatch.toFixed(2), 17)}   ${rate(nanosecondsAMatch)}`,
    );
  }
  const [two] = byLevels;
  console.log("\nlevels     match, 2 = 1.00     (noise: messages/s)");
  for (const { levels, nanosecondsAMatch } of byLevels) {
    const ratio = nanosecondsAMatch / (two?.nanosecondsAMatch ?? Number.NaN);
    console.log(`${pad(levels, 6)}${pad(ratio.toFixed(2), 20)}       ${rate(nanosecondsAMatch)}`);
  }
}

/** One tree that grows; the same 256 Topic Names are matched at each size, all of them subscribed to from the first. */
function measureSizes(): readonly Measured[] {
  const tree: Tree = createSubscriptionTree();
  const names = Array.from({ length: NAMES }, (_, i) => sensor(i));
  const measured: Measured[] = [];
  let planted = 0;
  for (const filters of SIZES) {
    for (; planted < filters; planted++) addSubscription(tree, filterOf(planted), planted, planted);
    measured.push({ filters: tree.size, ...measure(tree, names) });
  }
  return measured;
}

/** The same number of filters, and Topic Names of more and more levels. */
function measureLevels(): readonly { readonly levels: number; readonly nanosecondsAMatch: number }[] {
  return LEVELS.map((levels) => {
    const tree: Tree = createSubscriptionTree();
    const names = Array.from({ length: NAMES }, (_, i) => `${"level/".repeat(levels - 1)}${i}`);
    for (const [i, name] of names.entries()) addSubscription(tree, name, i, i);
    return { levels, nanosecondsAMatch: measure(tree, names).nanosecondsAMatch };
  });
}

/** The median of several rounds, after one that is thrown away. */
function measure(tree: Tree, names: readonly string[]): Pick<Measured, "nanosecondsAMatch" | "visitsAMatch"> {
  let visits = 0;
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    visits = 0;
    const begin = process.hrtime.bigint();
    for (let i = 0; i < MATCHES_A_ROUND; i++) matchSubscriptions(tree, names[i % NAMES] as string, () => visits++);
    if (round > 0) rounds.push(Number(process.hrtime.bigint() - begin) / MATCHES_A_ROUND);
  }
  rounds.sort((a, b) => a - b);
  return { nanosecondsAMatch: rounds[ROUNDS >> 1] as number, visitsAMatch: visits / MATCHES_A_ROUND };
}

// Nine filters of ten name one sensor; the tenth has wildcards, in a building of its own, so that the visits stay the same.
function filterOf(i: number): string {
  const isWild = i >= NAMES && i % 10 === 0;
  return isWild ? `building/${i}/+/+/sensor/#` : sensor(i);
}

function sensor(i: number): string {
  return `building/${i % 500}/floor/${Math.floor(i / 500) % 20}/sensor/${i}`;
}

function pad(value: string | number, width: number): string {
  return String(value).padStart(width);
}

function rate(nanoseconds: number): string {
  return Math.round(1e9 / nanoseconds).toLocaleString("en");
}
