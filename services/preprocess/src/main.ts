import '@chasqui/telemetry/register'
import { FileClaims } from '@chasqui/mongo/items'
import { runProcess, stageService } from '@chasqui/worker'
import { PreprocessConfig } from './config.ts'
import { preprocess } from './handler.ts'

/** From a file or a row to something whose kind is known and whose pages are ready to be read. */
export const service = stageService({
  stage: 'preprocess',
  config: PreprocessConfig,
  capacity: 200,
  // A row is done in microseconds; a file may take seconds, so its claim is written first.
  lasts: (body) => body.fileId !== undefined && body.row === undefined,
  async start(deps, config) {
    const tools = { deps, claims: new FileClaims(deps.store.db), maxItemsPerBatch: config.importsMaxItemsPerBatch }
    return { handle: (input) => preprocess(input, tools) }
  },
})

if (import.meta.main) await runProcess(service)
