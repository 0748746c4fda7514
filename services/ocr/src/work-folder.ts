import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'

const PREFIX = 'chasqui-ocr-'

/**
 * Makes the private folder of this process (mkdtemp: nobody else may look into it), and removes those that processes which were
 * killed left behind: they may hold a page.
 * @param parent the system's folder for temporary files
 */
export async function makeWorkFolder(parent: string): Promise<string> {
  await removeLeftovers(parent)
  const folder = await mkdtemp(join(parent, `${PREFIX}${process.pid}-`))
  ours.add(basename(folder))
  return folder
}

/** In a container that starts again this process has the id of the one that was killed. */
const ours = new Set<string>()

async function removeLeftovers(parent: string): Promise<void> {
  const names = await readdir(parent)
  const ofTheDead = names.filter((name) => {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
    if (pid === undefined || ours.has(name)) return false
    return Number(pid) === process.pid || !isRunning(Number(pid))
  })
  // Another user's folder cannot be removed, and is not ours to remove.
  await Promise.all(ofTheDead.map((name) => rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined)))
}

/** A process of another user answers EPERM, and runs. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
