// Keeps each of many values once, and names it by its place.

/** A pool of values that are the same where their keys are. */
export interface Pool<T> {
  readonly values: readonly T[];
  /** The place of the value with this key; `make` is asked for it the first time. */
  place(key: string, make: () => T): number;
}

/** An empty pool. */
export function createPool<T>(): Pool<T> {
  const values: T[] = [];
  const places = new Map<string, number>();
  return {
    values,
    place(key, make) {
      const known = places.get(key);
      if (known !== undefined) return known;
      const value = make();
      places.set(key, values.length);
      return values.push(value) - 1;
    },
  };
}
