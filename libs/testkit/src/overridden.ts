/** The same shape with every field free to leave out; lists are given whole, and `undefined` takes an optional field away. */
export type Overrides<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Overrides<T[K]> | undefined } : T

/** A copy of the base with the overrides laid over it, in the depth. */
export function overridden<T extends object>(base: T, overrides: Overrides<T>): T {
  return merge(base, overrides) as T
}

function merge(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return structuredClone(over)
  const merged: Record<string, unknown> = structuredClone(base)
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) delete merged[key]
    else merged[key] = merge(merged[key], value)
  }
  return merged
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
