import { describe, expect, it } from 'vitest'
import { taskFactSubject } from '@chasqui/contracts'
import { logger } from '@chasqui/telemetry'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { openPlatform, startGateway, startScheduler, startWorker } from './platform.ts'
import { PASSWORD } from './test-tasks.ts'

const servers = withServers()

/** A parameter that only its type marks as a secret: nothing in the text around it tells that it is one. */
const PIN = 'seven-times-seven'

describe('promise 10: nothing secret', () => {
  it('is in a record, a dead letter, a message, a log line or an answer, though the task tells it in its progress, its log and its errors', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const { bus, store } = platform.deps
    const [said, logged]: [string[], string[]] = [[], []]
    bus.nc.subscribe('>', { callback: (_error, message) => { said.push(`${message.subject} ${message.string()}`) } })
    await startScheduler(where)
    await startWorker(where, { log: logger('worker', { level: 'trace', destination: { write: (line) => { logged.push(line) } } }) })
    const get = await startGateway(where, platform)

    const task = await platform.launch('test.leaky', { params: { pin: PIN } })
    expect((await platform.ended([task]))[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['deferred', 'retry', 'failure'])
    await waitFor(async () => await platform.deps.deadLetters.count() === 1, { what: 'its dead letter', limitMs: 60_000 })
    await waitFor(() => said.some((one) => one.startsWith(taskFactSubject('failed', platform.tenant.id, task))), { what: 'the fact of its end', limitMs: 60_000 })

    const collections = await store.db.listCollections().toArray()
    const onRecord = await Promise.all(collections.map(async ({ name }) => [name, JSON.stringify(await store.db.collection(name).find().toArray(), (field, value: unknown) => field === 'pin' ? 'kept for the run' : value)]))
    const pages = [`/api/tasks/${task}`, '/api/tasks', `/api/celery/tasks/${task}`, '/api/tasks/stats', '/api/dead-letters', `/api/dead-letters/task:${task}`, '/api/audit']
    const answered = await Promise.all(pages.map(async (page) => [page, await get(page)] as const))
    expect(answered.map(([page, { status }]) => [page, status])).toEqual(pages.map((page) => [page, 200]))

    // It is told where it can be seen, so that there is something to hide.
    const told = [['tasks', ...onRecord.find(([name]) => name === 'tasks') ?? []], ['facts', ...said], ['log', ...logged], ...answered.filter(([page]) => page.includes(task)).map(([page, { text }]) => [page, text])]
    expect(told.map(([what, ...texts]) => [what, texts.some((text) => text.includes('no answer from https://user:[redacted]@bank.pe') && text.includes('the PIN [redacted]'))])).toEqual(told.map(([what]) => [what, true]))
    const leaks = [...onRecord, ...said.map((one) => ['said', one]), ...logged.map((one) => ['logged', one]), ...answered.map(([page, { text }]) => [page, text])].filter(([, text]) => text?.includes(PASSWORD) || text?.includes(PIN))
    expect(leaks).toEqual([])
  }, 180_000)
})
