// A value and all that hangs on it, copied; and a value as a text that is the same for values that behave alike.

/** Copies plain objects, arrays, maps and sets, also where they lead back to themselves. Bytes and functions never change, and are shared. */
export function copied<T>(value: T, shared: ReadonlySet<unknown> = NONE): T {
  return copy(value, new Map(), shared) as T;
}

const NONE: ReadonlySet<unknown> = new Set();

function copy(value: unknown, known: Map<unknown, unknown>, shared: ReadonlySet<unknown>): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || shared.has(value)) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (Array.isArray(value)) {
    const array: unknown[] = [];
    known.set(value, array);
    for (const item of value) array.push(copy(item, known, shared));
    return array;
  }
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    known.set(value, map);
    for (const [key, item] of value) map.set(copy(key, known, shared), copy(item, known, shared));
    return map;
  }
  if (value instanceof Set) {
    const set = new Set<unknown>();
    known.set(value, set);
    for (const item of value) set.add(copy(item, known, shared));
    return set;
  }
  const object: Record<string, unknown> = Object.create(Object.getPrototypeOf(value));
  known.set(value, object);
  for (const name of Object.keys(value)) object[name] = copy((value as Record<string, unknown>)[name], known, shared);
  return object;
}

// What was sent so far counts where it comes to half a mebibyte, which no world here does.
const NEVER_MATTERS: ReadonlySet<string> = new Set(["unsentBytes"]);

/** What a value is, with every time told by its distance from `nowMs`: fields whose names end in `AtMs` are times. */
export function keyOf(value: unknown, nowMs: number, left: ReadonlySet<unknown> = NONE): string {
  const known = new Map<unknown, number>();
  const parts: string[] = [];
  const tell = (item: unknown): void => {
    if (typeof item === "function" || left.has(item)) return;
    if (typeof item !== "object" || item === null) {
      parts.push(String(item));
      return;
    }
    if (item instanceof Uint8Array) {
      parts.push(`<${item.join(",")}>`);
      return;
    }
    const before = known.get(item);
    if (before !== undefined) {
      parts.push(`^${before}`);
      return;
    }
    known.set(item, known.size);
    if (Array.isArray(item) || item instanceof Set) {
      parts.push("[");
      for (const each of item) tell(each);
      parts.push("]");
    } else if (item instanceof Map) {
      parts.push("{");
      for (const [key, each] of item) {
        tell(key);
        parts.push(":");
        tell(each);
      }
      parts.push("}");
    } else {
      parts.push("(");
      for (const [name, each] of Object.entries(item)) {
        if (NEVER_MATTERS.has(name)) continue;
        parts.push(name);
        tell(name.endsWith("AtMs") && typeof each === "number" ? each - nowMs : each);
      }
      parts.push(")");
    }
    parts.push(",");
  };
  tell(value);
  return parts.join(" ");
}
