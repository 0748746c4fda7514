import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MUTANTS } from './mutants.ts'
import { runFaults, type FaultReport } from './run-faults.ts'

const SECONDS = Number(process.env['FAULT_SECONDS'] ?? 180)
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
  }, (SECONDS + 360) * 1000)

  // Whether a short run meets what a mutant breaks depends on the timing of the machine: the mutants are run by hand.
  it.each(Object.entries(MUTANTS))('has a mutant of the %s that finds its place', async (_name, { file, from }) => {
    expect((await readFile(join(import.meta.dirname, '..', '..', file), 'utf8')).split(from)).toHaveLength(2)
  })
})
