import { Fault } from '@chasqui/errors'
import { optionsOf } from '@chasqui/embedded/options.ts'
import { setUp } from '@chasqui/embedded/setup.ts'
import { installSecantusCrate } from '@chasqui/servers'
import { environment } from './environment.ts'
import * as mixed from './mixed.ts'
import * as ocr from './ocr.ts'
import * as pipeline from './pipeline.ts'
import * as tasks from './tasks.ts'

/** `quick`: little of everything, to see that it runs. */
type Bench = { name: string; says: string; run: (report: (line: string) => void, options: { quick: boolean }) => Promise<Record<string, unknown>> }

const benches: readonly Bench[] = [pipeline, mixed, ocr, tasks]

const USAGE = `npm run bench -- <name> [--json] [--quick]\n${benches.map((one) => `  ${one.name.padEnd(10)} ${one.says}`).join('\n')}`

const say = (line: string): void => { process.stderr.write(`${line}\n`) }

/** One measurement: its figures, with machine, versions and commit. */
async function main(): Promise<number> {
  const { values: { json, quick }, named: wanted } = optionsOf(USAGE, { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } }, 'one')
  const bench = benches.find((one) => one.name === wanted)
  if (!bench) {
    say(`Which one? Type: ${USAGE}`)
    return wanted === undefined ? 0 : 1
  }
  await setUp()
  await installSecantusCrate(say)
  const result = { bench: bench.name, says: bench.says, environment: environment(), ...(quick ? { quick } : {}), ...await bench.run(say, { quick }) }
  process.stdout.write(`${JSON.stringify(result, null, json ? 0 : 2)}\n`)
  return 0
}

process.exitCode = await main().catch((error: unknown) => {
  say(error instanceof Fault ? error.sentence : `The measurement could not go on: ${error instanceof Error ? error.stack ?? error.message : String(error)}`)
  return 1
})
