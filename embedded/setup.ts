import { Fault } from '@chasqui/errors'
import { ensurePrograms, findNatsServer, findRecordStore, missingPrograms, type ProgramName, type Report } from '@chasqui/servers'

/** What a run needs from the machine: the two servers, unless their URLs are set, and programs that stages run as children. */
export type Need = 'nats' | 'record-store' | ProgramName

/** What the whole system needs to read documents. */
const RUN_NEEDS: readonly Need[] = ['nats', 'record-store', 'tesseract', 'pdftotext', 'pdftoppm', 'pdfinfo']

export type SetUpOptions = { needs?: readonly Need[]; report?: Report }

/**
 * Looks for all that the run needs, says on stderr what is missing and installs what it may. When all is there it takes a few
 * hundredths of a second and says nothing.
 * @returns how long it took, so that a run can report its own time without it
 * @throws the first of what could not be had (`SERVER_MISSING`, `SERVER_TOO_OLD`, `SETUP_NEEDS_ROOT`, `SETUP_NO_NETWORK`, `SETUP_FAILED`,
 * `CACHE_UNWRITABLE`); the others are reported.
 */
export async function setUp(options: SetUpOptions = {}): Promise<{ setUpMs: number }> {
  const { needs = RUN_NEEDS, report = (line) => { process.stderr.write(`set-up: ${line}\n`) } } = options
  const startedAt = performance.now()
  const missing = await missingOf(needs)
  if (missing.length > 0) {
    report(`missing on this machine: ${missing.join(', ')}`)
    await installAll(missing, report)
  }
  const setUpMs = performance.now() - startedAt
  if (missing.length > 0) report(`done in ${(setUpMs / 1000).toFixed(1)} s; the next run starts at once`)
  return { setUpMs }
}

async function missingOf(needs: readonly Need[]): Promise<Need[]> {
  const [nats, store, programs] = await Promise.all([
    !needs.includes('nats') || process.env.NATS_URL || isThere(findNatsServer({ install: false })),
    !needs.includes('record-store') || process.env.MONGODB_URL || isThere(findRecordStore({ install: false })),
    missingPrograms(needs.filter(isProgram)),
  ])
  return [...(nats ? [] : ['nats' as const]), ...(store ? [] : ['record-store' as const]), ...programs]
}

/** All at once: most of the time is waiting for downloads. */
async function installAll(missing: readonly Need[], report: Report): Promise<void> {
  const results = await Promise.allSettled([
    missing.includes('nats') ? findNatsServer({ report }) : undefined,
    missing.includes('record-store') ? findRecordStore({ report }) : undefined,
    ensurePrograms(missing.filter(isProgram), report),
  ])
  const [first, ...others] = results.flatMap((result) => result.status === 'rejected' ? [result.reason as unknown] : [])
  for (const other of others) report(other instanceof Fault ? other.sentence : String(other))
  if (first !== undefined) throw first instanceof Error ? first : new Error(String(first))
}

function isProgram(need: Need): need is ProgramName {
  return need !== 'nats' && need !== 'record-store'
}

function isThere(found: Promise<unknown>): Promise<boolean> {
  return found.then(() => true, () => false)
}
