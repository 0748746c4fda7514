import { asFault, type Fault } from '@chasqui/errors'
import { isSurelyStoreAway } from '@chasqui/mongo'
import type { BreakerSettings, TaskStore } from '@chasqui/mongo/tasks'
import type { Logger } from '@chasqui/telemetry'
import { deferral } from './deferrals.ts'
import { NotNow } from './outcome.ts'

export type OutsideCallParts = {
  breakers: TaskStore['breakers']
  settings: BreakerSettings
  /** Who asks: another name for every claim. */
  caller: string
  signal: AbortSignal
  log: Logger
}

/**
 * Calls an outside service under its breaker.
 * @throws NotNow when the service is to be left in peace
 */
export async function callOutside<T>({ breakers, settings, caller, signal, log }: OutsideCallParts, service: string, call: (signal: AbortSignal) => Promise<T>, isAway: (fault: Fault) => boolean = (fault) => fault.retry): Promise<T> {
  /** What the service did is done, also when that cannot be noted. */
  const noted = (noting: Promise<void>): Promise<void> => noting.catch((error: unknown) => log.warn({ err: error, service }, 'what an outside service answered was not noted'))
  const closed = (afterMs: number): NotNow => new NotNow('SERVICE_CLOSED', deferral('SERVICE_CLOSED', service).message, afterMs)

  const admission = await breakers.admit(service, caller, settings)
  if (admission.kind === 'open') throw closed(admission.afterMs)
  let result: T
  try {
    result = await call(signal)
  } catch (error) {
    // The record store's, the task's own wish to wait, or no time to answer in: no word about the service, so somebody else may ask it.
    if (isSurelyStoreAway(error) || error instanceof NotNow || signal.aborted) {
      await noted(breakers.saidNothing(admission))
      throw error
    }
    const fault = asFault(error)
    if (!isAway(fault)) {
      await noted(breakers.worked(service, admission))
      throw error
    }
    if (await breakers.failed(service, fault.code, admission, settings)) throw closed(settings.openMs)
    throw error
  }
  await noted(breakers.worked(service, admission))
  return result
}
