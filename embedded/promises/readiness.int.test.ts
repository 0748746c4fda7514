import { describe, it, onTestFinished } from 'vitest'
import { startNatsForTest, startRecordStoreForTest, waitFor } from '@chasqui/testkit'
import { services } from '../services.ts'
import { startHere } from './pipeline.ts'

const ALL = services.map(({ name }) => name)
const allOf = (why: string | undefined) => Object.fromEntries(ALL.map((name) => [name, why]))

describe('whether a service is ready', () => {
  it('is told by what it hears of its servers, and told anew when they are back', async () => {
    const [nats, store] = await Promise.all([startNatsForTest(), startRecordStoreForTest()])
    const { whyNotReady } = await startHere({ natsUrl: nats.url, mongoUrl: store.url, database: 'ready' }, { only: ALL, settings: { GATEWAY_PORT: '0' } })
    const said = (expected: Record<string, string | undefined>) => waitFor(async () => {
      const now = await whyNotReady()
      return ALL.every((name) => now[name] === expected[name])
    }, { what: JSON.stringify(expected), limitMs: 30_000, instead: whyNotReady })
    await said(allOf(undefined))

    // Connected, and silent: whoever pulls hears none of the heartbeats that it asked for. The gateway pulls nothing.
    const pid = nats.pid() as number
    onTestFinished(() => { try { process.kill(pid, 'SIGCONT') } catch { /* it was killed since */ } })
    process.kill(pid, 'SIGSTOP')
    await said({ ...allOf('nothing heard from the broker'), gateway: undefined })
    process.kill(pid, 'SIGCONT')
    await said(allOf(undefined))

    await nats.kill()
    await said(allOf('no connection to NATS'))
    await nats.start()
    await said(allOf(undefined))

    await store.stop()
    await waitFor(async () => (await whyNotReady())['gateway'] === 'the record store is away', { what: 'the gateway without its record store', limitMs: 30_000, instead: whyNotReady })
    await store.start()
    await waitFor(async () => (await whyNotReady())['gateway'] === undefined, { what: 'the gateway with its record store', limitMs: 30_000, instead: whyNotReady })
  }, 180_000)
})
