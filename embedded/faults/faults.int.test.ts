import { describe, expect, it } from 'vitest'
import { MUTANTS, type Mutant } from './mutants.ts'
import { runFaults, type FaultReport } from './run-faults.ts'

const SECONDS = Number(process.env['FAULT_SECONDS'] ?? 180)
const SEED = Number(process.env['FAULT_SEED'] ?? 20_261_128)
const MUTANT_SECONDS = 30

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
    expect(report.settledAfter).toBeLessThan(60)
  }, (SECONDS + 180) * 1000)

  it.each<[Mutant, RegExp]>([
    ['fencing', /was ended by run|ended more than once|after its end/],
    ['claim', /after its end|ended more than once|began \d+ times|was ended by run/],
    ['join', /ended before|tells of/],
  ])('sees a broken %s', async (mutant, says) => {
    const report = await runFaults({ seed: SEED, ms: MUTANT_SECONDS * 1000, mutant, report: () => undefined })
    say(`${mutant}: ${report.broken.length} broken promises, the first: ${report.broken[0] ?? 'none'}`)
    expect(report.broken.join('\n')).toMatch(says)
  }, 180_000)

  it('has a mutant for the fence, the claim and the join', () => expect(Object.keys(MUTANTS)).toEqual(['fencing', 'claim', 'join']))
})
