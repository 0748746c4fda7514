export const NOTHING = Symbol('nothing came')

/** What the promise gives, or NOTHING after a while or when the signal fires. Leaves no listener and no timer behind. */
export async function within<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T | typeof NOTHING> {
  const over = Promise.withResolvers<typeof NOTHING>()
  const stop = (): void => over.resolve(NOTHING)
  const timer = setTimeout(stop, ms)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await Promise.race([over.promise, promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
