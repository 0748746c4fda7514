import { control, Row, stageThatFailed } from '@chasqui/contracts'
import { runOfItemLetter, type DeadLetter } from '@chasqui/mongo'
import { retryMoveTo } from '../stages/retry-move.ts'
import { deadLetterErrors, PayloadRefused } from './errors.ts'
import type { DeadLetterDeps } from './retry-dead-letter.ts'

/**
 * Sends the item of a letter round again: at the step that failed, or from the beginning with another row.
 * @throws DEAD_LETTER_STALE, DEAD_LETTER_NOT_EDITABLE, PayloadRefused
 */
export async function retryItemLetter({ items, batches, bus }: DeadLetterDeps, letter: DeadLetter, by: string, edited: unknown): Promise<undefined> {
  const item = letter.itemId === undefined ? null : await items.find(letter.tenantId, letter.itemId)
  if (!item) throw deadLetterErrors.fault('DEAD_LETTER_STALE', { detail: 'the item is not on record any more' })
  const run = runOfItemLetter(letter._id)
  // A new run was begun and the letter not noted: whoever did it died in between, and it is done.
  if (item.run > run && edited === undefined) return undefined
  const failed = item.run === run ? stageThatFailed(item.status) : undefined
  if (!failed) throw deadLetterErrors.fault('DEAD_LETTER_STALE', { detail: `the item is ${item.status}, in run ${item.run}` })
  const batch = await batches.find(item.tenantId, item.batchId)
  if (!batch || batch.cancelledAt) throw deadLetterErrors.fault('DEAD_LETTER_STALE', { detail: 'its batch was cancelled' })
  const move = edited === undefined ? retryMoveTo(item, failed.states.from) : retryMoveTo(item, 'pending', { row: rowOf(item, edited) })
  await batches.touch(item.tenantId, item.batchId)
  const [result] = await items.apply([move], by)
  if (result?.kind !== 'moved') throw deadLetterErrors.fault('DEAD_LETTER_STALE', { detail: 'the item has moved meanwhile' })
  bus.hint(control.release(item.tenantId))
  return undefined
}

function rowOf(item: { row?: unknown; file?: unknown }, edited: unknown): Row {
  if (item.row === undefined || item.file !== undefined) throw deadLetterErrors.fault('DEAD_LETTER_NOT_EDITABLE', { detail: 'the item came as a file; send the right file in its place' })
  const row = Row.safeParse(edited)
  if (!row.success || Array.isArray(edited)) throw new PayloadRefused([{ field: '(all)', message: 'must be the row, as an object', code: 'type' }])
  return row.data
}
