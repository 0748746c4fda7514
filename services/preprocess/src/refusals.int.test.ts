import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const SAMPLES = join(import.meta.dirname, '../../../samples')
const MAX_MS = 2000
const MAX_KILOBYTES = 300 * 1024

type Sample = { path: string; code: string }

function refusedSamples(): Sample[] {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) => /rechazo-[^/]*\.expected\.json$/.test(file))
  return files.map((file) => {
    const expected = JSON.parse(readFileSync(join(SAMPLES, file), 'utf8')) as { items: { error?: string }[] }
    return { path: join(SAMPLES, file.replace('.expected.json', '')), code: expected.items[0]?.error ?? '' }
  })
}

type Outcome = { code: string; ms: number; kilobytes: number }

/** Prepares the files, one after the other, in a process of their own, so that its memory can be told: the most it had so far, after each. */
async function outcomesOf(paths: readonly string[]): Promise<Map<string, Outcome>> {
  const program = `
    import { prepareFile } from ${JSON.stringify(new URL('prepare.ts', import.meta.url).href)}
    const outcomes = []
    for (const path of ${JSON.stringify(paths)}) {
      const began = performance.now()
      const code = await prepareFile({ path, filename: 'x' }, { storeImage: async () => '' }).then(() => 'accepted', (error) => error.code ?? String(error))
      outcomes.push([path, { code, ms: performance.now() - began, kilobytes: process.resourceUsage().maxRSS }])
    }
    console.log(JSON.stringify(outcomes))
    process.exit(0)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program])
  return new Map(JSON.parse(stdout) as [string, Outcome][])
}

describe('a file that must not pass', () => {
  const samples = refusedSamples().filter(({ code }) => code !== 'VIRUS_DETECTED')
  let outcomes: Map<string, Outcome>
  beforeAll(async () => { outcomes = await outcomesOf(samples.map(({ path }) => path)) })

  it.each(samples)('is refused with its code, quickly, in little memory: $path', ({ path, code }) => {
    const outcome = outcomes.get(path)
    expect(outcome?.code).toBe(code)
    expect(outcome?.ms).toBeLessThan(MAX_MS)
    expect(outcome?.kilobytes).toBeLessThan(MAX_KILOBYTES)
  })

  it('is among the samples', () => {
    expect(refusedSamples().length).toBeGreaterThan(10)
  })
})
