import type { StoredMsg } from '@nats-io/jetstream'
import { z } from 'zod'
import { control, readSubject, stageNamed, type StageName } from '@chasqui/contracts'
import { FLIGHT_FIELDS, idsOf, type Item } from '@chasqui/mongo/items'
import { buryFromRecord, workerErrors, type Deps, type ItemStatements } from '@chasqui/worker'

const EXHAUSTED = 'DELIVERIES_EXHAUSTED'

const MessageRun = z.object({ run: z.int() })

/**
 * The broker gave up a message of a stage: its item fails, with a dead letter and a fact. Doing it again writes what a death in between left out,
 * and nothing twice.
 * @param lost the message, as its stream still holds it
 */
export async function buryExhausted(deps: Deps, statements: Pick<ItemStatements, 'state'>, stage: StageName, lost: StoredMsg, deliveries: number): Promise<void> {
  const named = readSubject(lost.subject)
  const item = named && await deps.items.find(named.tenantId, named.itemId)
  if (!item || item.run !== MessageRun.safeParse(lost.json()).data?.run) return
  const failure = hasFailedOfIt(item, stage) ? item.failure : await fail(deps, item, stage, deliveries)
  if (!failure) return
  const traceparent = lost.header.get('traceparent')
  await buryFromRecord(deps, stage, idsOf(item), { payload: lost.json(), subject: lost.subject, msgSeq: lost.seq, deliveries, ...(traceparent ? { traceparent } : {}) })
  await statements.state(idsOf(item), { status: stageNamed(stage).states.failed, failure }, undefined)
  deps.bus.hint(control.release(item.tenantId))
}

function hasFailedOfIt({ status, failure }: Item, stage: StageName): boolean {
  return status === stageNamed(stage).states.failed && failure?.code === EXHAUSTED
}

/** @returns undefined when somebody holds it, or it has moved on: then nothing is lost */
async function fail({ items, processName }: Deps, item: Item, stage: StageName, deliveries: number): Promise<Item['failure']> {
  const { states } = stageNamed(stage)
  const isHeld = item.leaseUntil !== undefined && item.leaseUntil.getTime() > Date.now()
  if (isHeld || (item.status !== states.from && item.status !== states.working)) return undefined
  const { code, message, hint } = workerErrors.fault(EXHAUSTED, { detail: `${deliveries} deliveries to ${stage}` })
  const failure = { stage, code, message, hint, retryable: false, at: new Date() }
  const [moved] = await items.apply([{ ids: idsOf(item), expect: { status: item.status }, to: states.failed, set: { failure }, unset: [...FLIGHT_FIELDS] }], processName)
  return moved?.kind === 'moved' ? failure : undefined
}
