import { headers as newHeaders, type MsgHdrs } from '@nats-io/transport-node'
import type { JsMsg } from '@nats-io/jetstream'
import { z } from 'zod'
import { task } from '@chasqui/worker'
import { errors } from '../errors.ts'
import { countPastFacts, pastFacts } from '../replay/past-facts.ts'
import { replaySubject } from '../replay/replay-subject.ts'
import { audited } from '../task-support/audited.ts'
import { Rate } from '../task-support/rate.ts'
import { whose } from '../task-support/whose.ts'

/** On a message that was said again: by which task, and as which message of the stream it was said first. */
const REPLAYED_BY = 'chasqui-replay'
const REPLAY_OF = 'chasqui-replay-of'

export const replaysRun = task({
  type: 'replays.run', lane: 'low', softLimit: '4h', hardLimit: '5h', atOnce: { limit: 1, by: 'tenant' }, role: 'admin',
  description: 'Say the facts of a subject and a time again, as they were said: after a defect was mended, or for somebody who missed them',
  params: z.object({
    subject: z.string().max(200).describe('imports.<fact>.<tenant>.<batch>.<item> or facts.<service>.<entity>.<what>.<tenant>.<id>; * stands for a part, > for the rest'),
    from: z.iso.datetime({ offset: true }).describe('stored at or after'),
    to: z.iso.datetime({ offset: true }).describe('stored at or before; never later than the launch'),
    reason: z.string().min(1).max(500).describe('kept in the audit'),
    dry_run: z.boolean().default(true).describe('only count'),
    rate_per_second: z.int().min(1).max(1_000).default(50).describe('at most so many a second'),
    max_messages: z.int().min(1).max(1_000_000).default(100_000).describe('stops after so many'),
  }),
  async run(ctx, { subject: asked, from, to, reason, dry_run: isDry, rate_per_second: rate, max_messages: most }) {
    const { deps: { bus }, store, tenantId, taskId, signal, progress } = ctx
    const subject = replaySubject(asked, whose(ctx))
    // What this replay says is later than that: it never meets its own words, and neither does a run after a crash.
    const launchedAt = (await store.tasks.find(tenantId, taskId))?.createdAt ?? new Date()
    const range = { from: new Date(from), to: new Date(Math.min(Date.parse(to), launchedAt.getTime())) }
    if (Date.parse(from) > Date.parse(to)) throw errors.fault('REPLAY_RANGE_EMPTY', { detail: `${from} to ${to}` })
    const did = {
      dry_run: isDry, stream: subject.stream, subject: subject.filter, from: range.from.toISOString(), to: range.to.toISOString(),
      matched: 0, republished: 0, refused: 0, already_replays: 0, is_cut_off: false,
    }
    const pace = new Rate(rate)
    try {
      // What there is now: what is stated while it runs, also by it, is not to be said again.
      const total = Math.min(most, await countPastFacts(bus, subject, range))
      progress(0, total, undefined, isDry ? 'counting' : 'saying again')
      for await (const message of pastFacts(bus, subject, range, signal)) {
        if (did.matched === most) {
          did.is_cut_off = true
          break
        }
        did.matched++
        if (message.headers?.get(REPLAYED_BY)) did.already_replays++
        else if (!message.headers?.get('ce-id')) did.refused++
        else if (!isDry) {
          await pace.turn(signal)
          await bus.js.publish(message.subject, message.data, { headers: headersOfReplay(message, taskId), msgID: `replay:${taskId}:${message.seq}`, timeout: 5_000 })
          did.republished++
        }
        progress(did.matched, Math.max(total, did.matched), undefined, isDry ? 'counting' : 'saying again')
      }
    } finally {
      // Also of one that was stopped: what it said is said.
      await audited(ctx, isDry ? 'replay.dry_run' : 'replay.run', reason, did)
    }
    return { success: true, ...did }
  },
})

/** Its own, but for what only concerned the first time: whoever knows the `ce-id` knows that it is no news. */
function headersOfReplay(message: JsMsg, taskId: string): MsgHdrs {
  const copied = newHeaders()
  for (const [name, values] of message.headers ?? []) if (!name.toLowerCase().startsWith('nats-')) for (const value of values) copied.append(name, value)
  copied.set(REPLAYED_BY, taskId)
  copied.set(REPLAY_OF, String(message.seq))
  return copied
}
