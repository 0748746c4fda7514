import { expect, it } from 'vitest'
import { withServers } from '@chasqui/testkit'
import { connectBus } from './connect.ts'

const servers = withServers({ mongo: false })

it('a hint comes to whoever listens, and is left out when the broker cannot be told', async () => {
  const [bus, other] = await Promise.all(['a', 'b'].map((name) => connectBus({ url: servers.natsUrl, name })))
  const heard: string[] = []
  const subscription = other?.nc.subscribe('ctl.test', { callback: (_error, hint) => { heard.push(hint.string()) } })
  await other?.nc.flush()
  bus?.hint('ctl.test', 'room')
  await bus?.nc.flush()
  await other?.nc.flush()
  expect(heard).toEqual(['room'])
  subscription?.unsubscribe()
  await Promise.all([bus?.close(), other?.close()])
  expect(() => bus?.hint('ctl.test')).not.toThrow()
})
