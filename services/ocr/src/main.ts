import '@chasqui/telemetry/register'
import { deferred, runProcess, stageService } from '@chasqui/worker'
import { OcrConfig } from './config.ts'
import { startEngine } from './engine.ts'
import { readPages } from './handler.ts'
import { Room } from './room.ts'

/** From prepared pages to their text. */
export const service = stageService({
  stage: 'ocr',
  config: OcrConfig,
  capacity: 200,
  lasts: (body) => body.scans > 0,
  start: async (deps, config) => {
    const engine = await startEngine(config)
    const room = new Room({ limit: 3 * config.ocrProcesses, atOnce: config.ocrProcesses })
    return {
      before: ({ scans, itemId, tenantId }) => {
        const waitMs = scans === 0 ? 0 : room.ask(itemId, tenantId)
        return waitMs === 0 ? undefined : deferred(waitMs, 'all recognition processes are busy')
      },
      handle: (input) => {
        if (input.body.scans === 0) return readPages(input, engine, deps)
        return room.within(input.ids.itemId, input.ids.tenantId, () => readPages(input, engine, deps))
      },
      stop: () => engine.stop(),
    }
  },
})

if (import.meta.main) await runProcess(service)
