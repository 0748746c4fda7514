import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { processWithPid } from './process-table.ts'

export type LockOptions = { pollMs?: number; /** Called once, when another process holds the lock. */ onWait?: () => void }

/**
 * Runs `work` while no other process of this machine holds the lock file. A lock whose holder is dead is taken over.
 *
 * Two waiters may in a rare race both take over; what the lock guards must therefore stay right when done twice
 * (the cache ends every build with an atomic rename), it is only kept from being done twice as a rule.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  let hasWaited = false
  while (!(await tryLock(file))) {
    if (await removeIfHolderIsDead(file)) continue
    if (!hasWaited) options.onWait?.()
    hasWaited = true
    await delay(options.pollMs ?? 50)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

/** The lock appears with its holder's name already in it: a file linked into place is never seen half-written. */
async function tryLock(file: string): Promise<boolean> {
  const startedAt = (await processWithPid(process.pid))?.startedAt ?? ''
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, JSON.stringify({ pid: process.pid, startedAt }))
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function removeIfHolderIsDead(file: string): Promise<boolean> {
  const holder = await holderOf(file)
  if (holder === undefined) return false
  const listed = await processWithPid(holder.pid)
  if (listed !== undefined && listed.startedAt === holder.startedAt) return false
  // Renamed first: of two waiters only one gets hold of the dead lock.
  const grave = `${file}.${randomUUID()}`
  await rename(file, grave).catch(() => undefined)
  await rm(grave, { force: true })
  return true
}

/** Nothing when the holder has let go in the meantime. */
async function holderOf(file: string): Promise<{ pid: number; startedAt: string } | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}
