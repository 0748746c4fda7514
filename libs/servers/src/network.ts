const PROBE_LIMIT_MS = 2_000

/** Whether the host of this URL answers HTTP at all within two seconds; any status counts as an answer. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_LIMIT_MS) })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}
