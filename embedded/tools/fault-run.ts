import { sentenceOf } from '../errors.ts'
import { MUTANTS, type Mutant } from '../faults/mutants.ts'
import { runFaults } from '../faults/run-faults.ts'
import { optionsOf } from '../options.ts'
import { setUp } from '../setup.ts'

const USAGE = `npm run test:faults -- [--seconds 20…7200] [--seed N] [--mutant ${Object.keys(MUTANTS).join('|')}]`

const say = (line: string): void => { process.stderr.write(`${line}\n`) }

/** `npm run test:faults`: tasks under kills, pauses and servers that go away, then what became of each. */
async function main(): Promise<number> {
  const { values } = optionsOf(USAGE, { seconds: { type: 'string', default: '180' }, seed: { type: 'string' }, mutant: { type: 'string' } })
  const seed = Number(values.seed ?? Date.now() % 1_000_000)
  const seconds = Number(values.seconds)
  if (!Number.isInteger(seed) || !(seconds >= 20 && seconds <= 7_200) || (values.mutant !== undefined && !(values.mutant in MUTANTS))) {
    say(`Type: ${USAGE}`)
    return 2
  }
  await setUp({ needs: ['nats', 'record-store'] })
  say(`seed ${seed}, ${seconds} s`)
  const report = await runFaults({ seed, ms: seconds * 1000, report: say, ...(values.mutant === undefined ? {} : { mutant: values.mutant as Mutant }) })
  process.stdout.write(`${JSON.stringify({ ...report, broken: report.broken.slice(0, 50), brokenInAll: report.broken.length }, null, 2)}\n`)
  return report.broken.length === 0 ? 0 : 1
}

process.exitCode = await main().catch((error: unknown) => {
  say(`The fault run could not go on. ${sentenceOf(error)}`)
  return 1
})
