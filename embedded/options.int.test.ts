import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

async function typed(script: string, ...args: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', script), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number]>])
  return { exitCode, out, err }
}

describe.each([
  ['embedded/start.ts', 'npm start -- [--port N]'],
  ['embedded/demo.ts', 'npm run demo -- [--json]'],
  ['embedded/tools/fault-run.ts', 'npm run test:faults -- '],
  ['bench/bench.ts', 'npm run bench -- <name>'],
])('%s', (script, usage) => {
  it('says what it takes when asked with --help, and does nothing', async () => {
    expect(await typed(script, '--help')).toEqual({ exitCode: 0, out: expect.stringContaining(usage), err: '' })
  })

  it('refuses an option that it does not know in one sentence', async () => {
    const { exitCode, out, err } = await typed(script, '--nope')
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' })
    expect(err).toMatch(/An argument cannot be used: Unknown option '--nope'\. Type the command again with --help .*\n$/)
  })
})
