import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Lends a folder that only this user can read, and deletes it with everything in it when the work ends, however it ends.
 * `parent` is where it is made; the system's folder for temporary files when absent.
 */
export async function withTempFolder<Result>(work: (folder: string) => Promise<Result>, parent: string = tmpdir()): Promise<Result> {
  const folder = await mkdtemp(join(parent, 'chasqui-'))
  try {
    return await work(folder)
  } finally {
    // A killed child may still be letting go of its files.
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 })
  }
}
