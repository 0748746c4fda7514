import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { imageWorkers } from './workers.ts'

const run = promisify(execFile)

let folder: string
let picture: string
let endless: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workers-test-'))
  picture = join(folder, 'a.png')
  await sharp({ create: { width: 300, height: 200, channels: 3, background: 'white' } }).png().toFile(picture)
  // A pipe that nobody writes to: reading it never ends, as with a decoder that hangs.
  endless = join(folder, 'endless')
  await run('mkfifo', [endless])
})
afterEach(() => imageWorkers.stop())
afterAll(() => rm(folder, { recursive: true }))

const clean = async (path: string, signal?: AbortSignal) => {
  const own = await mkdtemp(join(folder, 'job-'))
  return imageWorkers.run({ do: 'clean', path, decoder: 'sharp', frame: 0, folder: own }, signal)
}
const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string; message?: string }) => error.code ?? error.message)

/** The processes that this one has started and that are still there. */
async function workerPids(): Promise<number[]> {
  const { stdout } = await run('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)])
  return stdout.split('\n').filter((line) => line.includes('images/worker.ts')).map((line) => Number.parseInt(line, 10))
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => { setImmediate(resolve) })
}

describe('image workers', () => {
  it('do one job after another', async () => {
    expect(await imageWorkers.run({ do: 'frames', path: picture, decoder: 'sharp' })).toBe(1)
    expect(await clean(picture)).toMatchObject({ widthPixels: 300, heightPixels: 200, isBlank: true })
    expect((await workerPids()).length).toBe(1)
  })

  it('say why a picture is refused', async () => {
    expect(await codeOf(clean(join(folder, 'missing.png')))).toBe('IMAGE_BROKEN')
    const large = join(folder, 'large.png')
    await sharp({ create: { width: 7000, height: 7000, channels: 3, background: 'white' } }).png().toFile(large)
    expect(await codeOf(clean(large))).toBe('IMAGE_TOO_LARGE')
  })

  it('are killed when the caller stops waiting, and the next job finds another', async () => {
    const controller = new AbortController()
    const hanging = codeOf(clean(endless, controller.signal))
    await until(async () => (await workerPids()).length > 0)
    const [pid] = await workerPids()
    controller.abort(new Error('revoked'))
    expect(await hanging).toBe('revoked')
    await until(async () => !existsSync(`/proc/${pid}/exe`))
    expect(await codeOf(clean(picture))).toBe('done')
  })

  it('that are ended by the system cost their job only', async () => {
    const hanging = codeOf(clean(endless))
    await until(async () => (await workerPids()).length > 0)
    for (const pid of await workerPids()) process.kill(pid, 'SIGKILL')
    expect(await hanging).toBe('PAGES_KILLED')
    expect(await codeOf(clean(picture))).toBe('done')
  })

  it('make jobs wait when all are busy; a job that is given up leaves the line', async () => {
    const busy = new AbortController()
    const hanging = Array.from({ length: 16 }, () => codeOf(clean(endless, busy.signal)))
    const impatient = new AbortController()
    const waiting = codeOf(clean(picture, impatient.signal))
    await until(async () => (await workerPids()).length > 0)
    impatient.abort(new Error('gave up'))
    expect(await waiting).toBe('gave up')
    busy.abort(new Error('revoked'))
    expect(new Set(await Promise.all(hanging))).toEqual(new Set(['revoked']))
    expect(await codeOf(clean(picture))).toBe('done')
  })

  it('end with the process that started them', async () => {
    const program = `import { imageWorkers } from ${JSON.stringify(new URL('workers.ts', import.meta.url).href)}
      console.log(await imageWorkers.run({ do: 'frames', path: ${JSON.stringify(picture)}, decoder: 'sharp' }))`
    await mkdir(join(folder, 'own'), { recursive: true })
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { timeout: 20_000 })
    expect(stdout).toBe('1\n')
  })
})
