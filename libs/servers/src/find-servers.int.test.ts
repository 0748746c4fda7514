import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cacheEntry } from './cache.ts'
import { findNatsServer } from './find-nats-server.ts'
import { findRecordStore } from './find-record-store.ts'
import { programOnPath } from './program-path.ts'
import { runCommand } from './run-command.ts'

const NOWHERE = 'http://127.0.0.1:9'
const said: string[] = []
const report = (line: string) => { said.push(line) }
let dir: string
let bin: string
let mirrors: Server[] = []

/** A machine of its own: an empty cache, a PATH with nothing on it but what a test puts there, and no network. */
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chasqui-find-'))
  bin = join(dir, 'bin')
  await mkdir(bin)
  vi.stubEnv('CHASQUI_CACHE', join(dir, 'cache'))
  vi.stubEnv('CHASQUI_NATS_RELEASES', NOWHERE)
  vi.stubEnv('MONGOMS_DOWNLOAD_MIRROR', NOWHERE)
  said.length = 0
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const mirror of mirrors.splice(0)) mirror.close()
  await rm(dir, { recursive: true, force: true })
})

async function putOnPath(name: string, script: string): Promise<string> {
  const file = join(bin, name)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return file
}

const emptyPath = () => { vi.stubEnv('PATH', bin) }

/** Lends the tests' machine a program of the real one. */
async function borrow(...names: string[]): Promise<void> {
  for (const name of names) await symlink(await programOnPath(name) as string, join(bin, name))
}

async function mirror(files: Record<string, Buffer>): Promise<string> {
  const server = createServer((request, response) => {
    const body = files[(request.url ?? '').split('/').pop() ?? '']
    response.writeHead(body ? 200 : 404, { 'content-length': body?.length ?? 0 }).end(request.method === 'HEAD' ? undefined : body)
  }).listen(0, '127.0.0.1')
  mirrors.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

/** A .tar.gz of one folder with one file in it. */
async function tarball(folder: string, file: string, content: string): Promise<Buffer> {
  const source = join(dir, 'tarball')
  const target = join(source, folder, file)
  await mkdir(join(target, '..'), { recursive: true })
  await writeFile(target, content)
  await chmod(target, 0o755)
  await runCommand('tar', ['-czf', join(dir, 'tarball.tgz'), '-C', source, folder])
  return readFile(join(dir, 'tarball.tgz'))
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe('finding nats-server', () => {
  it('takes a good one from the PATH', async () => {
    const program = await putOnPath('nats-server', 'echo "nats-server: v2.14.0"')
    emptyPath()
    expect(await findNatsServer({ report })).toBe(program)
  })

  it('says of an old one that it is too old, and what to type, when no other can be had', async () => {
    const program = await putOnPath('nats-server', 'echo "nats-server: v2.9.10"')
    emptyPath()
    await expect(findNatsServer({ report })).rejects.toMatchObject({
      code: 'SERVER_TOO_OLD',
      detail: expect.stringMatching(new RegExp(`PATH: ${program} is 2\\.9\\.10, too old; 2\\. cache: empty; 3\\. official release: no network.*4\\. go install: go is not on the PATH.*type: go install .*NATS_URL`)),
    })
  })

  it('downloads the official release once, and finds it in the cache from then on', async () => {
    const folder = `nats-server-v2.15.2-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
    const archive = await tarball(folder, 'nats-server', '#!/bin/sh\necho "nats-server: v2.15.2"\n')
    vi.stubEnv('CHASQUI_NATS_RELEASES', await mirror({ [`${folder}.tar.gz`]: archive, SHA256SUMS: Buffer.from(`${sha256(archive)}  ${folder}.tar.gz\n`) }))
    await borrow('tar', 'gzip')
    emptyPath()
    const program = await findNatsServer({ report })
    expect((await runCommand(program, ['--version'])).stdout).toContain('2.15.2')
    expect(said).toEqual([expect.stringContaining('downloading')])
    vi.stubEnv('CHASQUI_NATS_RELEASES', NOWHERE)
    expect(await findNatsServer({ report, install: false })).toBe(program)
  })

  it('refuses an archive that its checksum does not describe', async () => {
    const folder = `nats-server-v2.15.2-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
    const archive = await tarball(folder, 'nats-server', 'something else')
    vi.stubEnv('CHASQUI_NATS_RELEASES', await mirror({ [`${folder}.tar.gz`]: archive, SHA256SUMS: Buffer.from(`${'0'.repeat(64)}  ${folder}.tar.gz\n`) }))
    await borrow('tar', 'gzip')
    emptyPath()
    await expect(findNatsServer({ report })).rejects.toMatchObject({ code: 'SERVER_MISSING', detail: expect.stringContaining('official release: the checksum of') })
  })

  it('builds with go where there is no release to reach', async () => {
    await putOnPath('go', 'printf "#!/bin/sh\\necho built: $2" > "$GOBIN/nats-server"; /bin/chmod +x "$GOBIN/nats-server"')
    emptyPath()
    const program = await findNatsServer({ report })
    expect((await runCommand(program, [])).stdout).toContain('github.com/nats-io/nats-server/v2@v2.15.2')
  })
})

describe('finding a record store', () => {
  it('says which ways were tried, why each failed and what to type', async () => {
    await putOnPath('mongod', 'echo "db version v4.4.29"')
    emptyPath()
    await expect(findRecordStore({ report })).rejects.toMatchObject({
      code: 'SERVER_MISSING',
      detail: expect.stringMatching(/mongod on the PATH: .* is 4\.4\.29, too old.*secantusd-rs on the PATH: not there.*mongodb-memory-server: http.* does not answer.*pip install SecantusDB: no python3.*type: .*MONGODB_URL/),
    })
  })

  it('prefers a mongod on the PATH to everything else', async () => {
    const mongod = await putOnPath('mongod', 'echo "db version v8.0.4"')
    await putOnPath('secantusd-rs', '')
    emptyPath()
    expect(await findRecordStore({ report })).toEqual({ flavour: 'mongod', command: [mongod] })
  })

  it('prefers whose data lies in the folder already', async () => {
    await putOnPath('mongod', 'echo "db version v8.0.4"')
    const secantus = await putOnPath('secantusd-rs', '')
    emptyPath()
    expect(await findRecordStore({ report, prefer: 'secantus-crate' })).toEqual({ flavour: 'secantus-crate', command: [secantus] })
  })

  it('says what is wrong with the build for measuring when it takes it untold, and leaves the one that a bench built', async () => {
    const secantus = await putOnPath('secantusd-rs', '')
    emptyPath()
    expect(await findRecordStore({ report })).toEqual({ flavour: 'secantus-crate', command: [secantus] })
    expect(said).toContainEqual(expect.stringContaining('never frees a unique key'))
    await rm(secantus)
    const built = join(cacheEntry('secantus-mdb', '0.5.3-beta.193'), 'bin', 'secantusd-rs')
    await mkdir(dirname(built), { recursive: true })
    await writeFile(built, '')
    await expect(findRecordStore({ report })).rejects.toMatchObject({ code: 'SERVER_MISSING' })
    expect(await findRecordStore({ report, build: 'crate' })).toEqual({ flavour: 'secantus-crate', command: [built] })
  })

  it('takes only the build that is asked for', async () => {
    await putOnPath('mongod', 'echo "db version v8.0.4"')
    emptyPath()
    await expect(findRecordStore({ report, build: 'crate' })).rejects.toMatchObject({ code: 'SERVER_MISSING', detail: expect.stringContaining('npm run bench') })
  })

  it('downloads the real mongod through mongodb-memory-server when its host answers', async () => {
    // Two megabytes, as the library takes anything small for a broken download.
    const archive = await tarball('mongodb-linux-x86_64-debian12-8.2.6', 'bin/mongod', `#!/bin/sh\necho "db version v8.2.6"\nexit\n${'#'.repeat(2_000_000)}`)
    const md5 = createHash('md5').update(archive).digest('hex')
    const name = 'mongodb-linux-x86_64-debian12-8.2.6.tgz'
    vi.stubEnv('MONGOMS_ARCHIVE_NAME', name)
    vi.stubEnv('MONGOMS_USE_HTTP', 'true')
    vi.stubEnv('MONGOMS_DOWNLOAD_MIRROR', await mirror({ [name]: archive, [`${name}.md5`]: Buffer.from(`${md5}  ${name}`) }))
    emptyPath()
    const found = await findRecordStore({ report })
    expect(found.flavour).toBe('mongod')
    expect((await runCommand(found.command[0], ['--version'])).stdout).toContain('8.2.6')
    expect(said).toEqual([expect.stringContaining('downloading mongod')])
  })
})
