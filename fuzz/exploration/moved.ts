/** The contents of an array that has become too small, in a larger one. */
export function moved<T extends Uint32Array | Int32Array | Uint16Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
