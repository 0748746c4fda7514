export type Health = { ok: boolean; why?: string }

/** One named question, e.g. whether the broker is connected. An answer that takes longer than `timeoutMs` is a no. */
export type Check = { name: string; check: () => Health | Promise<Health>; timeoutMs?: number }

export type HealthReport = { ok: boolean; checks: (Health & { name: string })[] }

/** Asks all checks at once. One that throws or does not answer is a no, with the reason. */
export async function runChecks(checks: readonly Check[]): Promise<HealthReport> {
  const answers = await Promise.all(checks.map(ask))
  return { ok: answers.every((answer) => answer.ok), checks: answers }
}

async function ask({ name, check, timeoutMs = 2_000 }: Check): Promise<Health & { name: string }> {
  const { promise: late, resolve } = Promise.withResolvers<Health>()
  const timer = setTimeout(() => resolve({ ok: false, why: `no answer within ${timeoutMs} ms` }), timeoutMs)
  try {
    return { name, ...(await Promise.race([late, Promise.resolve().then(check)])) }
  } catch (thrown) {
    return { name, ok: false, why: thrown instanceof Error ? thrown.message : String(thrown) }
  } finally {
    clearTimeout(timer)
  }
}
