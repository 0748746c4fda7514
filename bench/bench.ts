import { Fault } from '@chasqui/errors'
import { installSecantusCrate } from '@chasqui/servers'
import { setUp } from '@chasqui/embedded/setup.ts'
import { environment } from './environment.ts'
import * as mixed from './mixed.ts'
import * as ocr from './ocr.ts'
import * as pipeline from './pipeline.ts'
import * as tasks from './tasks.ts'

type Bench = { name: string; says: string; run: (report: (line: string) => void) => Promise<Record<string, unknown>> }

const benches: readonly Bench[] = [pipeline, mixed, ocr, tasks]

const say = (line: string): void => { process.stderr.write(`${line}\n`) }

/** `npm run bench -- <name> [--json]`: one measurement; its figures with machine, versions and commit. */
async function main(): Promise<number> {
  const wanted = process.argv.slice(2).find((arg) => !arg.startsWith('-'))
  const bench = benches.find((one) => one.name === wanted)
  if (!bench) {
    say(`Which one? Type: npm run bench -- <name> [--json]\n${benches.map((one) => `  ${one.name.padEnd(10)} ${one.says}`).join('\n')}`)
    return wanted === undefined ? 0 : 1
  }
  await setUp()
  await installSecantusCrate(say)
  const result = { bench: bench.name, says: bench.says, environment: environment(), ...await bench.run(say) }
  process.stdout.write(`${JSON.stringify(result, null, process.argv.includes('--json') ? 0 : 2)}\n`)
  return 0
}

process.exitCode = await main().catch((error: unknown) => {
  say(error instanceof Fault ? error.sentence : `The measurement could not go on: ${error instanceof Error ? error.stack ?? error.message : String(error)}`)
  return 1
})
