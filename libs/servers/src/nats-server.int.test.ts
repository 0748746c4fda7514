import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunningServer } from './child-server.ts'
import { freePort } from './free-port.ts'
import { natsInfoAt } from './nats-info.ts'
import { startNats } from './nats-server.ts'
import { processWithPid } from './process-table.ts'

let dir: string
const started: RunningServer[] = []

beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'chasqui-nats-')) })
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.kill()))
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true, force: true, maxRetries: 3 })
})

async function start(options: Partial<Parameters<typeof startNats>[0]> = {}) {
  const server = await startNats({ dataDir: dir, own: true, ...options })
  started.push(server)
  return server
}

const isGone = async (pid: number) => {
  for (let looks = 0; looks < 400; looks++) {
    if (await processWithPid(pid) === undefined) return true
    await delay(25)
  }
  return false
}

describe('an own nats-server', () => {
  it('answers with JetStream and serves its monitoring pages', async () => {
    const httpPort = await freePort()
    const server = await start({ httpPort })
    expect(await natsInfoAt(server.url)).toMatchObject({ jetstream: true })
    const varz = await (await fetch(`http://127.0.0.1:${httpPort}/varz`)).json() as { jetstream: { config: { sync_interval: number; sync_always?: boolean } } }
    expect(varz.jetstream.config).toMatchObject({ sync_always: true })
  })

  it.each(['stop', 'kill'] as const)('is gone after %s, and doing it twice does no harm', async (how) => {
    const server = await start()
    await server[how]()
    await server[how]()
    await server.exited
    expect(await natsInfoAt(server.url)).toBeUndefined()
  })

  it('comes back on the port it is given', async () => {
    const first = await start()
    await first.kill()
    const again = await start({ port: Number(new URL(first.url).port) })
    expect(again.url).toBe(first.url)
  })

  it('says PORT_TAKEN when another program listens there', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    await expect(start({ port })).rejects.toMatchObject({ code: 'PORT_TAKEN', detail: expect.stringContaining(`127.0.0.1:${port}`) })
    other.close()
  })

  it('refuses the folder of a run that is alive', async () => {
    await start()
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE', detail: expect.stringContaining(`kill ${process.pid}`) })
  })

  it('quotes the last words of a server that dies while starting', async () => {
    await expect(start({ syncInterval: 'sometimes' })).rejects.toMatchObject({ code: 'SERVER_DIED', detail: expect.stringMatching(/sync_interval.*nats-server\.log/) })
  })
})

describe('a run that is killed with -9', () => {
  const index = fileURLToPath(new URL('./index.ts', import.meta.url))

  /** Another process that starts a server in this folder and is killed; answers the server's pid. */
  async function killedRun(env: NodeJS.ProcessEnv): Promise<number> {
    const script = `const { startNats } = await import(${JSON.stringify(index)})
      const { pid } = await startNats({ dataDir: ${JSON.stringify(dir)}, own: true })
      console.log(pid); setInterval(() => {}, 1000)`
    const run = spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [chunk] = await once(run.stdout, 'data') as [Buffer]
    run.kill('SIGKILL')
    await once(run, 'exit')
    return Number(chunk.toString())
  }

  it.runIf(process.platform === 'linux')('takes its server with it', async () => {
    expect(await isGone(await killedRun(process.env))).toBe(true)
  })

  it('leaves, where the kernel does not help, a server that the next start in the folder ends', async () => {
    // Without setpriv on the PATH nothing tells the kernel; the server itself comes from the cache.
    const leftover = await killedRun({ ...process.env, PATH: '' })
    expect(await processWithPid(leftover)).toBeDefined()
    const next = await start()
    expect(await processWithPid(leftover)).toBeUndefined()
    expect(await natsInfoAt(next.url)).toBeDefined()
  })

  it('leaves a pid file, and who has that pid now is not touched', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', dir])
    const note = { pid: bystander.pid, args: `-c ${join(dir, 'nats-server.conf')}`, owner: { pid: 999_999_999, startedAt: '1' } }
    await writeFile(join(dir, 'nats-server.pid'), JSON.stringify(note))
    await start()
    expect(bystander.exitCode).toBeNull()
    expect(await processWithPid(bystander.pid as number)).toBeDefined()
    bystander.kill()
    expect(JSON.parse(await readFile(join(dir, 'nats-server.pid'), 'utf8'))).not.toMatchObject({ pid: bystander.pid })
  })
})

describe('NATS_URL', () => {
  /** Greets as a NATS server does. */
  async function greeter(info: object) {
    const server = createServer((socket) => { socket.on('error', () => undefined).write(`INFO ${JSON.stringify(info)} \r\n`) }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { url: `nats://user:secret@127.0.0.1:${(server.address() as { port: number }).port}`, close: () => server.close() }
  }

  it('is used as it is, and never stopped', async () => {
    const outside = await start()
    vi.stubEnv('NATS_URL', outside.url)
    const used = await startNats({ dataDir: dir })
    expect(used).toMatchObject({ url: outside.url, pid: undefined })
    await used.stop()
    expect(await natsInfoAt(outside.url)).toBeDefined()
  })

  it('is refused when nothing answers there', async () => {
    vi.stubEnv('NATS_URL', `nats://127.0.0.1:${await freePort()}`)
    await expect(startNats({ dataDir: dir })).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE', detail: expect.stringContaining('unset NATS_URL') })
  })

  it.each([
    ['an old server', { version: '2.9.10', jetstream: true }, 'SERVER_TOO_OLD', /is 2\.9\.10, 2\.12 or newer/],
    ['a server without JetStream', { version: '2.15.2' }, 'SERVER_UNSUITABLE', /without JetStream/],
  ])('is refused for %s, and its password is not shown', async (_, info, code, detail) => {
    const { url, close } = await greeter(info)
    vi.stubEnv('NATS_URL', url)
    await expect(startNats({ dataDir: dir })).rejects.toMatchObject({ code, detail: expect.stringMatching(detail) })
    await expect(startNats({ dataDir: dir })).rejects.toMatchObject({ detail: expect.not.stringContaining('secret') })
    close()
  })
})
