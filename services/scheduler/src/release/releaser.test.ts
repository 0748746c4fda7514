import { expect, it, onTestFinished } from 'vitest'
import { logger } from '@chasqui/telemetry'
import { rulesOfItems } from '../items/rules-of-items.ts'
import { Releaser } from './releaser.ts'
import { Windows } from './windows.ts'

it('a tenant that is named while everybody is looked at is looked at too, though it was not known that it has something waiting', async () => {
  const looked = Promise.withResolvers<string>()
  const releaser = new Releaser<string>({
    inFlightByTenant: async () => new Map(), tenantsWithWaiting: async () => [], countWaiting: async () => 1, hand: async () => undefined,
    release: async (tenantId) => { looked.resolve(tenantId); return ['one'] },
  }, new Windows(() => rulesOfItems(250)), logger('test', { level: 'silent' }))
  onTestFinished(() => releaser.stop())
  releaser.lookAt('newcomer')
  expect(await looked.promise).toBe('newcomer')
})
