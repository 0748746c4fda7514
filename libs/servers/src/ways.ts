/** One way to get something: it gets it, or says in a few words why not. */
export type Way<T> = { name: string; attempt: () => Promise<Tried<T>> }
export type Tried<T> = { got: T } | { why: string }

export type Failure = { way: string; why: string }

/** Tries the ways in their order and stops at the first that works. A way that throws has failed with that message. */
export async function firstThatWorks<T>(ways: readonly Way<T>[]): Promise<{ got: T; way: string; failures: Failure[] } | { failures: Failure[] }> {
  const failures: Failure[] = []
  for (const { name, attempt } of ways) {
    const tried = await attempt().catch((error: unknown) => ({ why: error instanceof Error ? error.message : String(error) }))
    if ('got' in tried) return { got: tried.got, way: name, failures }
    failures.push({ way: name, why: tried.why })
  }
  return { failures }
}

/** The failures as one clause of a sentence. */
export function told(failures: readonly Failure[]): string {
  return failures.map(({ way, why }, i) => `${i + 1}. ${way}: ${why}`).join('; ')
}
