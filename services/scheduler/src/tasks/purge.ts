import { z } from 'zod'
import { TaskFiles } from '@chasqui/files'
import { Purges } from '@chasqui/mongo'
import { task } from '@chasqui/worker'
import { PURGE_CLASSES, purgeClasses, type PurgeClassName } from '../purge/classes.ts'
import type { PurgeClass } from '../purge/purge-class.ts'
import { audited } from '../task-support/audited.ts'
import { whose } from '../task-support/whose.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * Lets go of what is old, one class at a time. There is no point of no return: a revoke is heeded between two groups, and what is gone by then stays gone.
 */
export const purge = task({
  type: 'imports.purge', lane: 'low', softLimit: '2h', hardLimit: '2h', atOnce: { limit: 1, by: 'tenant' }, role: 'admin',
  description: 'Remove what is older than so many days, by class; never the books, the audit, or what is not at its end. Without dry_run: false it only counts',
  params: z.object({
    class: z.enum(PURGE_CLASSES).describe(PURGE_CLASSES.map((name) => `${name}: ${purgeClasses[name].says} (${purgeClasses[name].days} days)`).join('; ')),
    older_than_days: z.int().min(1).max(36_500).optional().describe('since it came to its rest; default: as its class says'),
    dry_run: z.boolean().default(true).describe('only count what would go'),
    reason: z.string().max(500).optional().describe('kept in the audit'),
  }),
  schedules: PURGE_CLASSES.map(scheduleOf),
  async run(ctx, { class: name, older_than_days: asked, dry_run: isDry, reason }) {
    const { deps, signal, progress } = ctx
    const kind: PurgeClass = purgeClasses[name]
    const days = asked ?? kind.days
    const old = { tenantId: whose(ctx), before: new Date(Date.now() - days * DAY_MS) }
    const tools = { purges: new Purges(deps.store.db), taskFiles: new TaskFiles(deps.store.db), files: deps.files }
    await tools.purges.files.ensureIndexes()
    const found = await kind.count(tools, old)
    const result = { success: true, class: name, dry_run: isDry, older_than_days: days, before: old.before.toISOString(), found, removed: 0 }
    if (isDry) return result
    progress(0, found, undefined, name)
    try {
      for await (const removed of kind.remove(tools, old)) {
        result.removed += removed
        progress(result.removed, Math.max(found, result.removed), undefined, name)
        signal.throwIfAborted()
      }
    } finally {
      // Also of a purge that was stopped: what it removed is gone.
      await audited(ctx, 'record.purge', reason, result)
    }
    return result
  },
})

/** Off, and only counting: how long something is kept is for those to say who answer for it. But for exports: nobody finds one any more whose task has gone. */
function scheduleOf(name: PurgeClassName, n: number) {
  const isOn = name === 'exports'
  return {
    id: `imports.purge.${name}`, description: `${isOn ? 'Removes' : 'Counts'} what is old: ${purgeClasses[name].says}`, cron: `${n * 5} 3 * * *`, zone: 'UTC', enabled: isOn, misfire: 'skip' as const,
    params: isOn ? { class: name, dry_run: false, older_than_days: purgeClasses[name].days } : { class: name, dry_run: true },
  }
}
