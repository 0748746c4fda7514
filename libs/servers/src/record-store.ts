import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { MongoClient } from 'mongodb'
import { type RunningServer, startChildServer } from './child-server.ts'
import { findRecordStore, type RecordStoreBuild, type RecordStoreFlavour, type RecordStoreProgram } from './find-record-store.ts'
import { onPort } from './free-port.ts'
import { endLeftover } from './leftover.ts'
import { makeFolder } from './make-folder.ts'
import { checkedOutsideMongo } from './outside-mongo.ts'
import { becomePrimary } from './replica-set.ts'
import { type Report, reportOnStderr } from './report.ts'

export type RecordStoreOptions = {
  /** Holds the data, one folder a flavour, and the log. */
  dataDir: string
  /** Chosen free when absent. */
  port?: number
  /** No acknowledged write is lost by a kill -9; true by default. Only a measurement of speed says false. */
  durable?: boolean
  /** `any` by default. A certain build is always a server of one's own. */
  build?: RecordStoreBuild
  /** Starts a server of one's own even when `MONGODB_URL` names one: for tests that kill it. */
  own?: boolean
  report?: Report
}

export type RecordStore = RunningServer & { flavour: RecordStoreFlavour | 'outside' }

const NAME = 'record-store'
const REPLICA_SET = 'chasqui'
const READY_LIMIT_MS = 60_000
const FLAVOURS: readonly string[] = ['mongod', 'secantus-crate', 'secantus-wheel'] satisfies RecordStoreFlavour[]

/**
 * The server of the record that this run uses: the one `MONGODB_URL` names, else one of its own on the loopback interface: a mongod
 * as a replica set of one, or SecantusDB. The product cannot tell them apart.
 * Errors: `SERVER_MISSING`, `SERVER_TOO_OLD`, `SERVER_UNREACHABLE`, `SERVER_UNSUITABLE`, `PORT_TAKEN`, `DATA_DIR_IN_USE`, `SERVER_DIED`, `SERVER_SLOW`.
 */
export async function startRecordStore(options: RecordStoreOptions): Promise<RecordStore> {
  const { build = 'any', report = reportOnStderr } = options
  const outside = process.env.MONGODB_URL
  if (outside && options.own !== true && build === 'any') return { ...await checkedOutsideMongo(outside), flavour: 'outside' }

  const dataDir = resolve(options.dataDir)
  const earlier = await earlierFlavour(dataDir)
  const program = await findRecordStore({ build, report, prefer: earlier })
  if (earlier !== undefined && earlier !== program.flavour) {
    report(`the data of earlier runs is for ${earlier}, which cannot be had now; it stays in ${join(dataDir, earlier)}, and this run starts empty with ${program.flavour}`)
  }
  await endLeftover({ name: NAME, dataDir })
  const server = await onPort(options.port, NAME, (port) => startProgram(program, { dataDir, port, isDurable: options.durable !== false }))
  await writeFile(flavourFile(dataDir), program.flavour)
  return { ...server, flavour: program.flavour }
}

async function startProgram({ flavour, command }: RecordStoreProgram, at: { dataDir: string; port: number; isDurable: boolean }): Promise<RunningServer> {
  const storageDir = join(at.dataDir, flavour)
  await makeFolder(storageDir)
  const [program, ...firstArgs] = command
  const options = flavour === 'mongod' ? mongodOptions(storageDir, at.port) : secantusOptions(storageDir, at.port, flavour === 'secantus-crate' && at.isDurable)
  const server = await startChildServer({
    name: NAME,
    command: program,
    args: [...firstArgs, ...options],
    dataDir: at.dataDir,
    // Addressed directly: the set knows its only member by an address, which is another one when the port changed.
    url: `mongodb://127.0.0.1:${at.port}/?directConnection=true`,
    readyLine: flavour === 'mongod' ? 'Waiting for connections' : `listening on 127.0.0.1:${at.port}`,
    readyLimitMs: READY_LIMIT_MS,
  })
  if (flavour === 'mongod') await initiate(server, `127.0.0.1:${at.port}`)
  return server
}

function mongodOptions(storageDir: string, port: number): string[] {
  return ['--replSet', REPLICA_SET, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket', '--wiredTigerCacheSizeGB', '0.5', '--dbpath', storageDir]
}

/** The wheel keeps acknowledged writes through a kill -9 as it is; the crate only with `--sync-on-commit`. */
function secantusOptions(storageDir: string, port: number, syncsOnCommit: boolean): string[] {
  return ['--host', '127.0.0.1', '--port', String(port), '--cache-size', '1G', ...(syncsOnCommit ? ['--sync-on-commit'] : []), '--storage-path', storageDir]
}

async function initiate(server: RunningServer, host: string): Promise<void> {
  const client = new MongoClient(server.url)
  try {
    await becomePrimary((command) => client.db('admin').command(command), REPLICA_SET, host)
  } catch (error) {
    await server.kill()
    throw error
  } finally {
    await client.close()
  }
}

async function earlierFlavour(dataDir: string): Promise<RecordStoreFlavour | undefined> {
  const noted = await readFile(flavourFile(dataDir), 'utf8').catch(() => '')
  return FLAVOURS.includes(noted) ? noted as RecordStoreFlavour : undefined
}

function flavourFile(dataDir: string): string {
  return join(dataDir, 'flavour')
}
