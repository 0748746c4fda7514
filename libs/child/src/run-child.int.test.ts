import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runChild, withTempFolder, type ChildFailure, type ChildOptions } from './index.ts'

let folder: string
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'child-test-')) })
afterAll(() => rm(folder, { recursive: true }))

const shell = (script: string, options: Partial<ChildOptions> = {}) => runChild('sh', ['-c', script], { timeoutMs: 20_000, maxMemoryBytes: 512 * 1024 * 1024, folder, ...options })
const failureOf = (promise: Promise<unknown>) => promise.then(() => { throw new Error('did not fail') }, (error: unknown) => error as ChildFailure)

/** Whether a process of that id runs; a killed one that nobody has waited for yet does not. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`)
}

describe('a child process', () => {
  it('gives what it wrote', async () => {
    const { stdout, stderr } = await shell('echo out; echo err >&2')
    expect([stdout.toString(), stderr]).toEqual(['out\n', 'err\n'])
  })

  it('sees nothing of our environment', async () => {
    process.env['CHASQUI_SECRET'] = 'x'
    const { stdout } = await shell('env', { env: { OMP_THREAD_LIMIT: '1' } })
    delete process.env['CHASQUI_SECRET']
    expect(stdout.toString()).not.toContain('CHASQUI_SECRET')
    expect(stdout.toString()).toContain('OMP_THREAD_LIMIT=1')
    expect(stdout.toString()).toContain(`HOME=${folder}`)
  })

  it('takes its arguments as they are', async () => {
    const { stdout } = await runChild('printf', ['%s|', 'a b', '$HOME', '"; exit 3'], { timeoutMs: 5000, maxMemoryBytes: 1e9, folder })
    expect(stdout.toString()).toBe('a b|$HOME|"; exit 3|')
  })

  it('reports its exit status', async () => {
    expect(await failureOf(shell('echo broken >&2; exit 3'))).toMatchObject({ end: 'exit', exitCode: 3, stderr: 'broken\n' })
  })

  it('is told from a program that is not installed', async () => {
    expect(await failureOf(runChild('no-such-program', [], { timeoutMs: 5000, maxMemoryBytes: 1e9, folder }))).toMatchObject({ end: 'missing' })
  })

  it('is killed with everything it started when its time is up', async () => {
    const failure = await failureOf(shell('sleep 300 & echo $! > pid; wait', { timeoutMs: 300 }))
    expect(failure).toMatchObject({ end: 'timeout' })
    const { stdout } = await shell('cat pid')
    expect(isRunning(Number(stdout.toString()))).toBe(false)
  })

  it('is killed when the caller aborts', async () => {
    const controller = new AbortController()
    const running = failureOf(shell('echo started; sleep 300', { signal: controller.signal }))
    controller.abort()
    expect(await running).toMatchObject({ end: 'aborted' })
    expect(await failureOf(shell('true', { signal: controller.signal }))).toMatchObject({ end: 'aborted' })
  })

  it('cannot take more memory than it was given', async () => {
    const failure = await failureOf(shell('head -c 400000000 /dev/zero | tail -c 400000000 >/dev/null', { maxMemoryBytes: 64 * 1024 * 1024 }))
    expect(failure).toMatchObject({ end: 'exit', stderr: expect.stringMatching(/memory/) as string })
  })

  it('is ended when it writes without end', async () => {
    expect(await failureOf(shell('yes', { maxOutputBytes: 100_000 }))).toMatchObject({ end: 'too-much-output' })
  })

  it('that died of a signal of its own is told apart', async () => {
    expect(await failureOf(shell('kill -SEGV $$'))).toMatchObject({ end: 'killed' })
  })
})

describe('a temporary folder', () => {
  it('is private and is gone after the work, also after a failure', async () => {
    const before = await readdir(folder)
    await failureOf(withTempFolder(async (lent) => {
      writeFileSync(join(lent, 'x'), 'x')
      throw new Error('stop')
    }, folder))
    expect(await readdir(folder)).toEqual(before)
  })
})
