import { describe, expect, it } from 'vitest'
import { MUTANTS, type Mutant } from './mutants.ts'
import { runFaults, type FaultReport } from './run-faults.ts'

const SECONDS = Number(process.env['FAULT_SECONDS'] ?? 180)
const MUTANT_SECONDS = 20
const SEED = Number(process.env['FAULT_SEED'] ?? 20_261_128)

const say = (line: string): void => { process.stderr.write(`${line}\n`) }

function shown({ broken, ...report }: FaultReport): string {
  return `${JSON.stringify(report)}${broken.length > 0 ? `\n${broken.slice(0, 20).join('\n')}` : ''}`
}

describe('the fault run', () => {
  it(`keeps every promise under kills, pauses and servers that go away, for ${SECONDS} s (seed ${SEED})`, async () => {
    const report = await runFaults({ seed: SEED, ms: SECONDS * 1000, report: () => undefined })
    say(shown(report))
    expect(report.broken).toEqual([])
    expect(report.accepted).toBeGreaterThan(SECONDS / 2)
    // What it is about has happened.
    expect(report.kills).toBeGreaterThan(SECONDS / 7)
    expect([report.redeliveries, report.duplicatesRefused].map((count) => count > 0)).toEqual([true, true])
  }, (SECONDS + 360) * 1000)

  // A machine that is busy with something else may not get far enough in one run.
  it.each(Object.keys(MUTANTS) as Mutant[])('sees it when the %s is broken', async (mutant) => {
    const runs: string[] = []
    for (const seed of [SEED, SEED + 1]) {
      const report = await runFaults({ seed, ms: MUTANT_SECONDS * 1000, mutant, report: () => undefined })
      if (report.broken.some((one) => MUTANTS[mutant].seenAs.test(one))) return
      runs.push(shown(report))
    }
    expect.fail(runs.join('\n'))
  }, 2 * (MUTANT_SECONDS + 120) * 1000)
})
