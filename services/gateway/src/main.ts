import type { AddressInfo } from 'node:net'
import { ensureBookIndexes, IdempotencyKeys, ItemLists, openBooks, RateWindows } from '@chasqui/mongo'
import { connectDeps, defineService, runProcess, Statements } from '@chasqui/worker'
import { createGateway } from './app.ts'
import { GatewayConfig } from './config.ts'
import type { GatewayContext } from './context.ts'

/** The door: takes batches, rows and files over HTTP, shows what became of them. */
export const service = defineService({
  name: 'gateway',
  config: GatewayConfig,
  async start(config, log) {
    const deps = await connectDeps('gateway', config, log)
    const context: GatewayContext = {
      ...deps, config, books: openBooks(deps.store.db), lists: new ItemLists(deps.store.db),
      rates: new RateWindows(deps.store.db), keys: new IdempotencyKeys(deps.store.db),
    }
    await Promise.all([context.rates.ensureIndexes(), context.keys.ensureIndexes(), ensureBookIndexes(context.books)])
    await new Statements(deps, 'gateway', new AbortController().signal).ensureStreams()
    const app = await createGateway(context)
    await app.listen({ host: config.gatewayHost, port: config.gatewayPort })
    const { port } = app.server.address() as AddressInfo
    return {
      url: `http://${config.gatewayHost === '0.0.0.0' ? '127.0.0.1' : config.gatewayHost}:${port}`,
      ready: () => deps.bus.isConnected() ? { ok: true } : { ok: false, why: 'no connection to NATS' },
      async stop() {
        await app.close()
        await deps.close()
      },
    }
  },
})

if (import.meta.main) await runProcess(service)
