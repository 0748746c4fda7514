import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

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

/** Prepares the file in a process of its own, so that its memory can be told. */
async function outcomeOf(path: string): Promise<{ code: string; ms: number; kilobytes: number }> {
  const program = `
    import { prepareFile } from ${JSON.stringify(new URL('prepare.ts', import.meta.url).href)}
    const began = performance.now()
    const code = await prepareFile({ path: ${JSON.stringify(path)}, filename: 'x' }, { storeImage: async () => '' }).then(() => 'accepted', (error) => error.code ?? String(error))
    console.log(JSON.stringify({ code, ms: performance.now() - began, kilobytes: process.resourceUsage().maxRSS }))
    process.exit(0)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program])
  return JSON.parse(stdout) as Awaited<ReturnType<typeof outcomeOf>>
}

describe('a file that must not pass', () => {
  it.each(refusedSamples().filter(({ code }) => code !== 'VIRUS_DETECTED'))('is refused with its code, quickly, in little memory: $path', async ({ path, code }) => {
    const outcome = await outcomeOf(path)
    expect(outcome.code).toBe(code)
    expect(outcome.ms).toBeLessThan(MAX_MS)
    expect(outcome.kilobytes).toBeLessThan(MAX_KILOBYTES)
  })

  it('is among the samples', () => {
    expect(refusedSamples().length).toBeGreaterThan(10)
  })
})
