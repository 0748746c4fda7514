import { stageNamed } from '@chasqui/contracts'
import { Failures, idsOf, type FailedLately, type Failure, type FileCopy, type Move } from '@chasqui/mongo/items'
import type { Deps, ItemStatements } from '@chasqui/worker'
import { errors } from '../errors.ts'

const { name: stage, states } = stageNamed('preprocess')

/**
 * Copies of the bytes of an item end as its duplicates while something may come of it. When it fails nothing has come of it, so the copies
 * have failed too, as they would have if they had come later. They have no dead letter of their own: that of the item stands for all.
 * @returns the batches in which something failed by it
 */
export async function failCopies(deps: Pick<Deps, 'items' | 'log' | 'processName'>, failures: Pick<Failures, 'copiesOf'>, statements: Pick<ItemStatements, 'state'>, failed: readonly FailedLately[], now: Date): Promise<string[]> {
  const originals = new Map(failed.map((item) => [item._id, item]))
  const copies = await failures.copiesOf([...originals.keys()])
  if (copies.length === 0) return []
  const moves = copies.map((copy) => moveOf(copy, failureOf(originals.get(copy.duplicateOf ?? ''), now)))
  const results = await deps.items.apply(moves, deps.processName)
  const moved = moves.filter((_move, n) => results[n]?.kind === 'moved')
  await Promise.all(moved.map(({ ids, set }) => statements.state(ids, { status: states.failed, failure: set?.failure }, undefined)))
  deps.log.info({ copies: moved.length }, 'copies failed with their originals')
  return moved.map(({ ids }) => ids.batchId)
}

function moveOf(copy: FileCopy, failure: Failure): Move {
  return { ids: idsOf(copy), expect: { status: 'duplicate' }, to: states.failed, set: { failure }, unset: ['duplicateOf'] }
}

function failureOf(original: FailedLately | undefined, at: Date): Failure {
  const { code, message, hint } = errors.fault('ORIGINAL_FAILED', { detail: `item ${original?._id}, with ${original?.failure?.code}` })
  return { stage, code, message, hint, retryable: false, at }
}
