import '@chasqui/telemetry/register'
import type { AddressInfo } from 'node:net'
import { brokerHealth, defineService, firstUnwell, runProcess, storeHealth } from '@chasqui/worker'
import { createGateway } from './app.ts'
import { GatewayConfig } from './config.ts'
import { openContext } from './context.ts'

/** The door: takes batches, rows and files over HTTP, shows what became of them. */
export const service = defineService({
  name: 'gateway',
  config: GatewayConfig,
  async start(config, log) {
    const context = await openContext(config, log)
    const app = await createGateway(context)
    const stop = async (): Promise<void> => {
      await app.close()
      await context.close()
    }
    try {
      await app.listen({ host: config.gatewayHost, port: config.gatewayPort })
    } catch (error) {
      await stop()
      throw error
    }
    const { port } = app.server.address() as AddressInfo
    return {
      url: `http://${config.gatewayHost === '0.0.0.0' ? '127.0.0.1' : config.gatewayHost}:${port}`,
      ready: async () => firstUnwell(brokerHealth(context.bus), storeHealth(!await context.store.ping())),
      stop,
    }
  },
})

if (import.meta.main) await runProcess(service)
