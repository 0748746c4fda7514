import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSystem, type RunningSystem } from '@chasqui/embedded/system.ts'
import { ensureVenv } from '@chasqui/servers'
import { testDir } from '@chasqui/testkit'

/** Where there is no Python its program cannot be run; the one in TypeScript says the same to the same gateway. */
const python = await ensureVenv({ name: 'requests', version: '2.34.2', packages: ['requests==2.34.2'] }, () => undefined)

let system: RunningSystem
beforeAll(async () => { system = await startSystem({ dataDir: await testDir(), only: ['publish', 'scheduler', 'gateway'], report: () => undefined }) }, 120_000)
afterAll(() => system.stop())

type Program = { output: () => string; ended: Promise<number>; interrupt: () => void }

/** Runs a program as its reader does, with the host and the key in its environment. */
function started(command: string, file: string, args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(command, [join(import.meta.dirname, file), ...args], {
    env: { ...process.env, CHASQUI_URL: system.url ?? '', KEY: system.keys.pe.apiKey, POLL_SECONDS: '0.1', PYTHONUNBUFFERED: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => { output += data.toString() })
  return { output: () => output, ended: once(child, 'close').then(([code]) => code as number), interrupt: () => { child.kill('SIGINT') } }
}

async function ran(...[command, file, args, env]: Parameters<typeof started>): Promise<{ exitCode: number; printed: string }> {
  const program = started(command, file, args, env)
  return { exitCode: await program.ended, printed: program.output() }
}

async function printed(program: Program, pattern: RegExp): Promise<string> {
  await expect.poll(() => program.output(), { timeout: 30_000 }).toMatch(pattern)
  return pattern.exec(program.output())?.[1] ?? ''
}

/** While its type is paused a task waits. */
async function whilePaused(type: string, work: () => Promise<void>): Promise<void> {
  const say = async (what: string): Promise<void> => {
    const response = await fetch(`${system.url}/api/tasks/types/${type}/${what}`, {
      method: 'POST', headers: { authorization: `Bearer ${system.keys.pe.apiKey}`, 'content-type': 'application/json' }, body: JSON.stringify({ reason: 'a test' }),
    })
    expect(response.status).toBe(200)
  }
  await say('pause')
  try {
    await work()
  } finally {
    await say('resume')
  }
}

const EXPORT = JSON.stringify({ kind: 'invoices' })

/** Parameters that work through a batch anew, which fails once it was cancelled. */
async function aBatch({ isCancelled }: { isCancelled: boolean }): Promise<string> {
  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const response = await fetch(`${system.url}/api/v1/imports/batches${path}`, { method: 'POST', headers: { authorization: `Bearer ${system.keys.pe.apiKey}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
    expect(response.ok).toBe(true)
    return await response.json() as { id: string }
  }
  const { id } = await post('', { source_type: 'invoices' })
  if (isCancelled) await post(`/${id}/cancel`, {})
  return JSON.stringify({ batch_id: id })
}

const clients = [
  { language: 'TypeScript', command: process.execPath, file: 'celery/tasks.ts' },
  ...('got' in python ? [{ language: 'Python', command: python.got, file: 'celery/tasks.py' }] : []),
]

it.skipIf('why' in python)(`there is a Python for its program${'why' in python ? `: ${python.why}` : ''}`, () => expect(python).toHaveProperty('got'))

describe.each(clients)('an old client in $language', ({ command, file }) => {
  const client = (...args: string[]): ReturnType<typeof ran> => ran(command, file, args)

  it('lists the task types with their parameters', async () => {
    const { exitCode, printed: list } = await client('types')
    expect(exitCode).toBe(0)
    expect(list).toMatch(/^books\.export: .+\n {4}kind \(string, required\)/m)
    expect(list).toContain('format (string, default')
  })

  it('launches, polls until SUCCESS, and shows the result', async () => {
    const { exitCode, printed: said } = await client('launch', 'books.export', EXPORT)
    expect(said).toMatch(/^Task books\.export launched successfully [0-9a-f-]{36}$/m)
    expect(said).toMatch(/SUCCESS/)
    expect(said).toContain('"file_id"')
    expect(exitCode).toBe(0)
  })

  it('polls until FAILURE, and shows the error', async () => {
    const { exitCode, printed: said } = await client('launch', 'imports.reprocess_batch', await aBatch({ isCancelled: true }))
    expect(said).toContain('FAILURE')
    expect(said).toContain('The batch was cancelled')
    expect(exitCode).toBe(1)
  })

  it('revokes a task that another one polls, which sees REVOKED', async () => {
    await whilePaused('books.export', async () => {
      const polls = started(command, file, ['launch', 'books.export', EXPORT])
      const id = await printed(polls, /successfully ([0-9a-f-]{36})/)
      await printed(polls, /PENDING/)
      expect(await client('revoke', id)).toEqual({ exitCode: 0, printed: `Task ${id} has been revoked\n` })
      expect(await polls.ended).toBe(1)
      expect(polls.output()).toContain('REVOKED')
      expect((await client('status', id)).printed).toContain('"status": "REVOKED"')
    })
  })

  it('shows the statistics', async () => {
    const { exitCode, printed: said } = await client('stats')
    expect(said).toMatch(/^publish@.+: \d+ at once, at work: nothing, done: \d+$/m)
    expect(said).toMatch(/types registered/)
    expect(exitCode).toBe(0)
  })

  it('reads from detail why it was refused', async () => {
    expect(await client('launch', 'books.export')).toEqual({ exitCode: 1, printed: '422: Invalid parameters: kind is required\n' })
    const { exitCode, printed: said } = await ran(command, file, ['types'], { KEY: 'chq_wrong' })
    expect([exitCode, said]).toEqual([1, expect.stringMatching(/^401: /)])
  })
})

describe.each(clients)('an old client in $language that cannot do what it was asked', ({ command, file }) => {
  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['was asked nothing', [], {}, /^It was not said what to do\. Type: .* and one of types, launch, status, revoke, stats\n$/],
    ['was given parameters that are no JSON', ['launch', 'books.export', '{kind'], {}, /^The parameters must be JSON, such as '{"kind":"invoices"}' .*\n$/],
    ['finds nobody', ['types'], { CHASQUI_URL: 'http://nobody.invalid' }, /^Chasqui does not answer .*npm start.*CHASQUI_URL.*\n$/],
  ])('says so in one sentence when it %s', async (_when, args, env, sentence) => {
    expect(await ran(command, file, args, env)).toEqual({ exitCode: 1, printed: expect.stringMatching(sentence) })
  })
})

describe('the program that follows a task', () => {
  const client = (...args: string[]): ReturnType<typeof ran> => ran(process.execPath, 'tasks.ts', args)

  it('tells each state until the end, and what came of it', async () => {
    const { exitCode, printed: said } = await client('launch', 'books.export', EXPORT)
    expect(said).toMatch(/PENDING[\s\S]*STARTED[\s\S]*SUCCESS \{.*"link":"/)
    expect(exitCode).toBe(0)
  })

  it('retries one that failed with other parameters', async () => {
    const failed = await client('launch', 'imports.reprocess_batch', await aBatch({ isCancelled: true }))
    expect(failed).toEqual({ exitCode: 1, printed: expect.stringContaining('FAILURE REPROCESS_CANCELLED_BATCH') })
    const id = /^([0-9a-f-]{36})/.exec(failed.printed)?.[1] ?? ''
    expect(await client('retry', id, await aBatch({ isCancelled: false }))).toEqual({ exitCode: 0, printed: expect.stringMatching(/^(?!.*FAILURE)[\s\S]*SUCCESS/) })
  })

  it('revokes its task on Ctrl-C', async () => {
    await whilePaused('books.export', async () => {
      const follows = started(process.execPath, 'tasks.ts', ['launch', 'books.export', EXPORT])
      await printed(follows, /^ {2}(PENDING)/m)
      follows.interrupt()
      expect(await follows.ended).toBe(1)
      expect(follows.output()).toContain('REVOKED')
    })
  })
})
