import { headers } from '@nats-io/transport-node'
import { describe, expect, it } from 'vitest'
import { PLATFORM_TENANT } from '@chasqui/contracts'
import { waitFor } from '@chasqui/testkit'
import { withTasks } from '@chasqui/worker/test-tasks'
import { tasks } from '../tasks.ts'
import { replaysRun } from './replays-run.ts'

const bench = withTasks('scheduler', tasks)

let said = 0
/** A fact as a stage says it. */
async function say(tenantId: string, fact = 'classified', ceId = `fact-${++said}`): Promise<{ subject: string; seq: number; ceId: string }> {
  const h = headers()
  if (ceId !== '') h.set('ce-id', ceId)
  h.set('ce-type', 'chasqui.imports.classified.v1')
  const subject = `imports.${fact}.${tenantId}.b1.i${said}`
  const { seq } = await bench.deps.bus.js.publish(subject, JSON.stringify({ tenantId, n: said }), { headers: h, msgID: ceId })
  return { subject, seq, ceId }
}
const lastOn = (subject: string) => bench.deps.bus.jsm.streams.getMessage('IMPORTS', { last_by_subj: subject })
const countOf = async (filter: string): Promise<number> => Object.values((await bench.deps.bus.jsm.streams.info('IMPORTS', { subjects_filter: filter })).state.subjects ?? {}).reduce((sum, n) => sum + n, 0)
const always = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z', reason: 'a defect was mended' }

describe('a replay', () => {
  it('only counts unless told otherwise', async () => {
    const tenantId = await bench.tenant()
    for (let n = 0; n < 3; n++) await say(tenantId)
    await say(tenantId, 'received')
    const task = await bench.run(replaysRun, tenantId, { ...always, subject: `imports.classified.${tenantId}.>` })
    expect(task.result).toMatchObject({ dry_run: true, stream: 'IMPORTS', matched: 3, republished: 0 })
    expect(await countOf(`imports.*.${tenantId}.>`)).toBe(4)
  })

  it('says facts again as they were said, under a new message id, and marks them', async () => {
    const tenantId = await bench.tenant()
    const fact = await say(tenantId)
    const first = await lastOn(fact.subject)
    const task = await bench.run(replaysRun, tenantId, { ...always, subject: 'imports.>', dry_run: false })
    expect(task.result).toMatchObject({ subject: `imports.*.${tenantId}.*.*`, matched: 1, republished: 1, refused: 0 })
    const again = await lastOn(fact.subject)
    expect(again?.seq).toBeGreaterThan(fact.seq)
    expect(again?.string()).toBe(first?.string())
    expect(Object.fromEntries([...again?.header ?? []].map(([name, [value]]) => [name, value]))).toEqual({
      'ce-id': fact.ceId, 'ce-type': 'chasqui.imports.classified.v1', 'Nats-Msg-Id': `replay:${task._id}:${fact.seq}`, 'chasqui-replay': task._id, 'chasqui-replay-of': String(fact.seq),
    })
    expect(await bench.deps.audit.list({ tenantId, action: 'replay.run' }, { limit: 1 })).toMatchObject([{ reason: 'a defect was mended', after: { republished: 1 } }])
  })

  it('never meets its own words or those of another replay', async () => {
    const tenantId = await bench.tenant()
    for (let n = 0; n < 4; n++) await say(tenantId)
    const params = { ...always, subject: 'imports.>', dry_run: false }
    await bench.run(replaysRun, tenantId, params)
    expect((await bench.run(replaysRun, tenantId, params)).result).toMatchObject({ matched: 8, republished: 4, already_replays: 4 })
    expect(await countOf(`imports.*.${tenantId}.>`)).toBe(12)
  })

  it('refuses what has no ce-id', async () => {
    const tenantId = await bench.tenant()
    await say(tenantId, 'classified', '')
    expect((await bench.run(replaysRun, tenantId, { ...always, subject: 'imports.>', dry_run: false })).result).toMatchObject({ matched: 1, republished: 0, refused: 1 })
  })

  it('keeps to its range of time, its rate and its limit', async () => {
    const tenantId = await bench.tenant()
    await say(tenantId)
    const to = new Date((await lastOn(`imports.classified.${tenantId}.>`))?.time ?? 0).toISOString()
    await bench.deps.bus.nc.flush()
    for (let n = 0; n < 4; n++) await say(tenantId)
    // What was stated later is neither met nor waited for.
    expect(await bench.run(replaysRun, tenantId, { ...always, to, subject: 'imports.>' })).toMatchObject({ result: { matched: 1 }, progress: { done: 1, total: 1 } })
    expect((await bench.run(replaysRun, tenantId, { ...always, from: '2100-01-01T00:00:00Z', subject: 'imports.>' })).result).toMatchObject({ matched: 0 })
    const startedAt = Date.now()
    expect((await bench.run(replaysRun, tenantId, { ...always, subject: 'imports.>', dry_run: false, rate_per_second: 4, max_messages: 3 })).result).toMatchObject({ republished: 3, is_cut_off: true })
    expect(Date.now() - startedAt).toBeGreaterThan(480)
  })

  it('that is revoked says no more', async () => {
    const tenantId = await bench.tenant()
    for (let n = 0; n < 30; n++) await say(tenantId)
    const taskId = await bench.launch(replaysRun, tenantId, { ...always, subject: 'imports.>', dry_run: false, rate_per_second: 5 })
    await waitFor(async () => await countOf(`imports.*.${tenantId}.>`) > 31)
    await bench.revoke(tenantId, taskId)
    expect((await bench.ended(taskId)).state).toBe('REVOKED')
    const count = await countOf(`imports.*.${tenantId}.>`)
    expect(count).toBeLessThan(60)
    // What it had said by then is on record.
    expect(await bench.deps.audit.list({ tenantId, action: 'replay.run' }, { limit: 5 })).toMatchObject([{ target: { id: taskId }, after: { republished: count - 30 } }])
  })

  it('of the platform says those of all tenants; a tenant never those of another', async () => {
    const [one, other] = [await bench.tenant(), await bench.tenant()]
    await say(one, 'extracted')
    await say(other, 'extracted')
    expect((await bench.run(replaysRun, PLATFORM_TENANT, { ...always, subject: 'imports.extracted.>' })).result).toMatchObject({ matched: 2 })
    expect((await bench.run(replaysRun, one, { ...always, subject: 'imports.extracted.>' })).result).toMatchObject({ matched: 1 })
    expect(await bench.run(replaysRun, one, { ...always, subject: `imports.extracted.${other}.>` })).toMatchObject({ state: 'FAILURE', error: { code: 'REPLAY_SUBJECT_FOREIGN' } })
  })

  it('of facts about tasks says those of FACTS', async () => {
    const tenantId = await bench.tenant()
    await bench.run(replaysRun, tenantId, { ...always, subject: 'imports.>' })
    expect((await bench.run(replaysRun, tenantId, { ...always, subject: 'facts.task.run.succeeded.>' })).result).toMatchObject({ stream: 'FACTS', matched: 1 })
  })
})
