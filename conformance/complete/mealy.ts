// A machine that answers, and the suite that tells it from every other machine of its size and a little more.

/** What a machine does in one state for one input. */
export interface Arrow<Output> {
  readonly to: string;
  readonly output: Output;
}

/** A machine: what it does for each input that makes sense in a state. An input that is missing there is never given there. */
export interface Mealy<Input extends string, Output> {
  readonly initial: string;
  readonly states: ReadonlyMap<string, ReadonlyMap<Input, Arrow<Output>>>;
  /** What an observer sees of a state without any input: states that differ in it need no word to be told apart. */
  readonly lookOf: (state: string) => string;
  /** Two outputs with the same key look the same from outside. */
  readonly keyOf: (output: Output) => string;
}

/** Inputs, one after another, from the initial state. */
export type Word<Input extends string> = readonly Input[];

/** A word of a suite, and the arrow that it tries: that for `input` in `state`. */
export interface Trial<Input extends string> {
  readonly state: string;
  readonly input: Input;
  readonly word: Word<Input>;
}

/** The state that a word leads to, with all outputs on the way; undefined where an input makes no sense. */
export function walk<Input extends string, Output>(
  { states }: Mealy<Input, Output>,
  from: string,
  word: Word<Input>,
): { readonly state: string; readonly outputs: readonly Output[] } | undefined {
  let state = from;
  const outputs: Output[] = [];
  for (const input of word) {
    const arrow = states.get(state)?.get(input);
    if (arrow === undefined) return undefined;
    outputs.push(arrow.output);
    state = arrow.to;
  }
  return { state, outputs };
}

/** A shortest word to each state. */
function accessWords<Input extends string, Output>({
  initial,
  states,
}: Mealy<Input, Output>): ReadonlyMap<string, Word<Input>> {
  const found = new Map<string, Word<Input>>([[initial, []]]);
  for (const [state, word] of found) {
    for (const [input, { to }] of states.get(state) ?? []) if (!found.has(to)) found.set(to, [...word, input]);
  }
  return found;
}

/** A shortest word that makes sense in both states and whose outputs differ; undefined where none does. */
export function separatingWord<Input extends string, Output>(
  machine: Mealy<Input, Output>,
  one: string,
  other: string,
): Word<Input> | undefined {
  const { states, keyOf } = machine;
  const seen = new Set([`${one}\n${other}`]);
  const queue: (readonly [string, string, Word<Input>])[] = [[one, other, []]];
  for (const [a, b, word] of queue) {
    for (const [input, here] of states.get(a) ?? []) {
      const there = states.get(b)?.get(input);
      if (there === undefined) continue;
      if (keyOf(here.output) !== keyOf(there.output)) return [...word, input];
      const key = `${here.to}\n${there.to}`;
      if (here.to === there.to || seen.has(key)) continue;
      seen.add(key);
      queue.push([here.to, there.to, [...word, input]]);
    }
  }
  return undefined;
}

/**
 * The HSI suite: to each state, on by each word of at most `extraStates + 1` inputs, and there the words that tell the state
 * reached from each other one. Whoever passes it, answers always the same, and has at most `extraStates` states more than
 * the machine, answers like it for ever. (Luo, Petrenko, Bochmann 1994) States that no word tells apart count as one.
 */
export function completeSuite<Input extends string, Output>(
  machine: Mealy<Input, Output>,
  extraStates: number,
): readonly Trial<Input>[] {
  const identifiers = harmonisedIdentifiers(machine);
  const trials = new Map<string, Trial<Input>>();
  for (const [state, access] of accessWords(machine)) {
    for (const middle of wordsFrom(machine, state, extraStates + 1)) {
      const reached = walk(machine, state, middle)?.state ?? state;
      for (const last of identifiers.get(reached) ?? []) {
        const word = [...access, ...middle, ...last];
        const input = word[access.length];
        if (input !== undefined) trials.set(word.join(), { state, input, word });
      }
    }
  }
  const beginnings = beginningsOf([...trials.values()].map(({ word }) => word));
  return [...trials.values()].filter(({ word }) => !beginnings.has(word.join()));
}

/** For each state the words that tell it from the others: for two states always the same word. */
function harmonisedIdentifiers<Input extends string, Output>(
  machine: Mealy<Input, Output>,
): ReadonlyMap<string, readonly Word<Input>[]> {
  const names = [...machine.states.keys()];
  const found = new Map(names.map((name) => [name, new Map<string, Word<Input>>()]));
  for (const [i, one] of names.entries()) {
    for (const other of names.slice(i + 1)) {
      if (machine.lookOf(one) !== machine.lookOf(other)) continue;
      const word = separatingWord(machine, one, other);
      if (word === undefined) continue;
      found.get(one)?.set(word.join(), word);
      found.get(other)?.set(word.join(), word);
    }
  }
  return new Map([...found].map(([name, words]) => [name, withoutPrefixes([...words.values()])]));
}

/** All words of at most `length` inputs that make sense from a state. */
function wordsFrom<Input extends string, Output>(
  { states }: Mealy<Input, Output>,
  from: string,
  length: number,
): readonly Word<Input>[] {
  let last: (readonly [string, Word<Input>])[] = [[from, []]];
  const all: Word<Input>[] = [[]];
  for (let i = 0; i < length; i += 1) {
    last = last.flatMap(([state, word]) =>
      [...(states.get(state) ?? [])].map(([input, { to }]) => [to, [...word, input]] as const),
    );
    all.push(...last.map(([, word]) => word));
  }
  return all;
}

/** Leaves out what is the beginning of another. */
function withoutPrefixes<Input extends string>(words: readonly Word<Input>[]): readonly Word<Input>[] {
  const beginnings = beginningsOf(words);
  return words.filter((word) => !beginnings.has(word.join()));
}

function beginningsOf<Input extends string>(words: readonly Word<Input>[]): ReadonlySet<string> {
  return new Set(words.flatMap((word) => word.map((_, i) => word.slice(0, i).join())));
}
