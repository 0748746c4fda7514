export type RetryPolicy = {
  /** Tries after the first; 3 gives 4 runs. */
  maxRetries: number
  /** The first delay; each next one is four times longer. */
  baseMs: number
  capMs: number
}

export const DEFAULT_RETRIES: RetryPolicy = { maxRetries: 3, baseMs: 30_000, capMs: 600_000 }

/**
 * How long to wait before retry `n` (1-based): min(cap, base × 4^(n−1)), spread over 0.5 to 1.5 of itself but below the cap, so that what failed together does not
 * come back together: at the cap, over 0.5 to 1 of it. Cut at the cap after spreading, half of all delays there would be the same.
 * @param random in [0, 1)
 */
export function retryDelayMs(n: number, policy: RetryPolicy, random: number): number {
  const plain = Math.min(policy.capMs, policy.baseMs * 4 ** (n - 1))
  const [least, most] = [plain * 0.5, Math.min(policy.capMs, plain * 1.5)]
  return Math.round(least + random * (most - least))
}
