import { errors } from './errors.ts'
import { downloadMongod, mongodInCache, mongodOnPath, OLDEST_MONGODB_VERSION } from './find-mongod.ts'
import { type Command, crateInCache, crateOnPath, installWheel, wheelInCache } from './find-secantus.ts'
import { type Report, reportOnStderr } from './report.ts'
import { firstThatWorks, told, type Tried, type Way } from './ways.ts'

/** Which program answers: the real one, or one of the two builds of SecantusDB. */
export type RecordStoreFlavour = 'mongod' | 'secantus-crate' | 'secantus-wheel'
/** `any`: what this machine has. The others ask for that build of SecantusDB, for measuring it. */
export type RecordStoreBuild = 'any' | 'wheel' | 'crate'

export type RecordStoreProgram = { flavour: RecordStoreFlavour; command: Command }

export type FindOptions = {
  install?: boolean
  build?: RecordStoreBuild
  /** Whose data lies in the folder already: tried first, since no other can read it. */
  prefer?: RecordStoreFlavour | undefined
  report?: Report
}

/** Seen in 0.5.3-beta.193: an insert claims a unique key in a table of its own, and only a removal of the whole document gives it back. */
const CRATE_DEFECT = 'secantusd-rs is for measuring: it never frees a unique key that an update lets go of, so a `unique` task, or one of a schedule that skips overlaps, runs once and never again'

type StoreWay = Way<RecordStoreProgram> & { flavour: RecordStoreFlavour; needsInstall: boolean }

/**
 * The program that can serve the record on this machine. What is there wins over what must be fetched; the real mongod wins over
 * its stand-in, when both are there or both can be fetched. Errors: `SERVER_MISSING` with all that was tried.
 */
export async function findRecordStore(options: FindOptions = {}): Promise<RecordStoreProgram> {
  const ways = waysFor(options)
  const found = await firstThatWorks(ways)
  if ('got' in found) {
    if (found.got.flavour === 'secantus-crate' && options.build !== 'crate') (options.report ?? reportOnStderr)(CRATE_DEFECT)
    return found.got
  }
  throw errors.fault('SERVER_MISSING', { detail: `a record store (${told(found.failures)}); type: ${whatToType(options.build)}` })
}

function waysFor({ install = true, build = 'any', prefer, report = reportOnStderr }: FindOptions): StoreWay[] {
  const all: StoreWay[] = [
    way('mongod on the PATH', 'mongod', asCommand(mongodOnPath)),
    way('mongod in the cache', 'mongod', asCommand(mongodInCache)),
    way('secantusd-rs on the PATH', 'secantus-crate', crateOnPath),
    way('SecantusDB wheel in the cache', 'secantus-wheel', wheelInCache),
    // A bench put it there, for itself.
    ...(build === 'crate' || prefer === 'secantus-crate' ? [way('secantusd-rs in the cache', 'secantus-crate', crateInCache)] : []),
    { ...way('mongodb-memory-server', 'mongod', asCommand(() => downloadMongod(report))), needsInstall: true },
    { ...way('pip install SecantusDB', 'secantus-wheel', () => installWheel(report)), needsInstall: true },
  ]
  return all
    .filter(({ flavour, needsInstall }) => (install || !needsInstall) && (build === 'any' || flavour === `secantus-${build}`))
    .sort((a, b) => Number(b.flavour === prefer) - Number(a.flavour === prefer))
}

function way(name: string, flavour: RecordStoreFlavour, attempt: () => Promise<Tried<Command>>): StoreWay {
  return {
    name,
    flavour,
    needsInstall: false,
    attempt: async () => {
      const tried = await attempt()
      return 'got' in tried ? { got: { flavour, command: tried.got } } : tried
    },
  }
}

function asCommand(attempt: () => Promise<Tried<string>>): () => Promise<Tried<Command>> {
  return async () => {
    const tried = await attempt()
    return 'got' in tried ? { got: [tried.got] } : tried
  }
}

function whatToType(build: RecordStoreBuild = 'any'): string {
  if (build === 'crate') return 'npm run bench, which builds it'
  return `pip install SecantusDB to see what it says, or install MongoDB ${OLDEST_MONGODB_VERSION} or newer, or: export MONGODB_URL=mongodb://host:27017/?replicaSet=rs0`
}
