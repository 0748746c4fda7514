import { randomUUID } from 'node:crypto'
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { errors } from './errors.ts'
import { withLock } from './lock.ts'
import { makeFolder } from './make-folder.ts'
import type { Report } from './report.ts'

/** Where downloads and builds are kept, outside every checkout: `CHASQUI_CACHE`, else `~/.cache/chasqui`. */
export function cacheDir(): string {
  return process.env.CHASQUI_CACHE || join(homedir(), '.cache', 'chasqui')
}

/** The folder of one entry. Its name holds version and platform, so that another version is another entry and nothing is ever overwritten. */
export function cacheEntry(name: string, version: string): string {
  return join(cacheDir(), `${name}-${version}-${process.platform}-${process.arch}`)
}

/** Whether the entry is complete: an entry appears whole, by a rename, or not at all. */
export async function isCached(entry: string): Promise<boolean> {
  return access(entry).then(() => true, () => false)
}

/**
 * Makes a cache entry once, also when several processes want it at the same time: one builds in a folder of its own and renames it
 * into place, the others wait for it. What `build` leaves behind must not depend on the folder's name, since that changes.
 * An entry that is there and no longer good is built anew.
 */
export async function makeCached(entry: string, build: (dir: string) => Promise<void>, report: Report, isGood = () => isCached(entry)): Promise<void> {
  await assertWritable()
  await withLock(`${entry}.lock`, async () => {
    if (await isGood()) return
    await rm(entry, { recursive: true, force: true })
    await removeAbandonedBuilds()
    const draft = join(cacheDir(), `.building-${randomUUID()}`)
    try {
      await mkdir(draft)
      await build(draft)
      await rename(draft, entry)
    } catch (error) {
      if (await isCached(entry)) return
      throw error
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }, { onWait: () => report(`waiting for another set-up that is preparing ${entry}`) })
}

async function assertWritable(): Promise<void> {
  try {
    await makeFolder(cacheDir())
    await access(cacheDir(), 2)
  } catch (cause) {
    throw errors.fault('CACHE_UNWRITABLE', { detail: `${cacheDir()}; type: export CHASQUI_CACHE=/a/folder/of/yours`, cause })
  }
}

const ABANDONED_AFTER_MS = 24 * 3_600_000

/** What a killed build left lying; no build takes a day. */
async function removeAbandonedBuilds(): Promise<void> {
  for (const name of await readdir(cacheDir())) {
    if (!name.startsWith('.building-')) continue
    const dir = join(cacheDir(), name)
    const touched = await stat(dir).catch(() => undefined)
    if (touched !== undefined && Date.now() - touched.mtimeMs > ABANDONED_AFTER_MS) await rm(dir, { recursive: true, force: true })
  }
}
