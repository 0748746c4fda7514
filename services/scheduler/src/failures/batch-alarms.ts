import { BATCH_ALERT_TYPE, batchAlertSubject, isAlarmed, type BatchAlert } from '@chasqui/contracts'
import { itemCountsOf, ItemLists, type Batch, type BatchSummary } from '@chasqui/mongo/items'
import { metrics } from '@chasqui/telemetry'
import type { Deps, Statements } from '@chasqui/worker'

const SERVICE = 'scheduler'
const LOOKED_AT_ONCE = 50

/** Raises the alarm of batches of which too much has failed, and lowers it when they have recovered. */
export class BatchAlarms {
  readonly #batches: Deps['batches']
  readonly #lists: ItemLists
  readonly #statements: Pick<Statements, 'say'>

  constructor({ batches, store }: Pick<Deps, 'batches' | 'store'>, statements: Pick<Statements, 'say'>) {
    this.#batches = batches
    this.#lists = new ItemLists(store.db)
    this.#statements = statements
  }

  /** Looks at these batches, and at those whose alarm stands. */
  async look(batchIds: Iterable<string>, now: Date): Promise<void> {
    const ids = [...new Set([...batchIds, ...(await this.#batches.alarmed()).map(({ _id }) => _id)])]
    for (let at = 0; at < ids.length; at += LOOKED_AT_ONCE) {
      const batches = await this.#batches.findMany(ids.slice(at, at + LOOKED_AT_ONCE))
      for (const [tenantId, own] of Map.groupBy(batches, (batch) => batch.tenantId)) {
        const summaries = await this.#lists.summaries(tenantId, own.map(({ _id }) => _id), now)
        for (const batch of own) await this.#judge(batch, summaries.get(batch._id), now)
      }
    }
  }

  async #judge(batch: Batch, summary: BatchSummary | undefined, now: Date): Promise<void> {
    if (!summary || batch.cancelledAt !== undefined) return
    const { failed, total, settled } = itemCountsOf(summary.breakdown)
    const wasAlarmed = batch.alarmedAt !== undefined
    const alarmed = isAlarmed({ failed, total }, wasAlarmed)
    if (alarmed && !wasAlarmed) return this.#raise(batch, { tenantId: batch.tenantId, batchId: batch._id, failed, total, ratio: Math.round((failed / total) * 1_000) / 1_000, topCodes: summary.errorsTop }, now)
    if (wasAlarmed && !alarmed) await this.#batches.setAlarm(batch, undefined)
    else if (wasAlarmed && failed + settled + summary.review === total) await this.#batches.noteAlarmSeen(batch)
  }

  /** Said before it is noted, under an id that counts the crossings: whoever dies in between, or races another, says it once all the same. */
  async #raise(batch: Batch, alert: BatchAlert, now: Date): Promise<void> {
    await this.#statements.say({
      subject: batchAlertSubject(batch.tenantId, batch._id), payload: JSON.stringify(alert), messageId: `${batch._id}:batch_alert:${(batch.alerts ?? 0) + 1}`,
      type: BATCH_ALERT_TYPE, source: `/chasqui/${SERVICE}`, ceSubject: batch._id,
    }, 'imports.batch_alert', undefined)
    if (await this.#batches.setAlarm(batch, now)) metrics(SERVICE).imports.batchAlerted({ tenantId: batch.tenantId })
  }
}
