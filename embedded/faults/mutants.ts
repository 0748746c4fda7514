import { registerHooks } from 'node:module'

/**
 * Breaks one rule of the code as it is loaded, to see that the checker sees it: `node --import ./mutants.ts` with MUTANT set. A mutant whose place is gone stops the
 * start, so none can go stale.
 */
export const MUTANTS: Readonly<Record<'fencing' | 'claim' | 'join', { file: string; from: string; to: string; seenAs: RegExp }>> = {
  /** Writes no longer name the epoch of their claim: a late worker's write counts. */
  fencing: { file: '/libs/mongo/src/tasks/task-moves.ts', from: '...(expect.epoch === undefined ? {} : { epoch: expect.epoch }),', to: '', seenAs: /its attempts are of the claims/ },
  /** A claim no longer asks whether the task is free: whoever gets a message runs it. */
  claim: { file: '/libs/mongo/src/tasks/task-claims.ts', from: "_id: { $in: ids }, tenantId, state: 'PENDING', inFlight: true, released: release, cancelRequested: { $exists: false },", to: '_id: { $in: ids }, tenantId,', seenAs: /its attempts are of the claims/ },
  /** A parent goes on one child too early. */
  join: { file: '/libs/worker/src/tasks/task-families.ts', from: 'parent.children.ended.length >= parent.children.total', to: 'parent.children.ended.length >= parent.children.total - 1', seenAs: /ended before \d+ of its children/ },
}
export type Mutant = keyof typeof MUTANTS

const wanted = process.env['MUTANT'] as Mutant | undefined
if (wanted !== undefined) {
  const mutant = MUTANTS[wanted]
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!url.endsWith(mutant.file)) return loaded
      const source = String(loaded.source)
      if (source.split(mutant.from).length !== 2) throw new Error(`the mutant ${wanted} does not find its place in ${mutant.file}`)
      return { ...loaded, source: source.replace(mutant.from, () => mutant.to) }
    },
  })
}
