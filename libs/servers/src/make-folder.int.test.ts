import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeFolder } from './make-folder.ts'

async function newDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'make-folder-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  return dir
}

it('makes what is missing, at once for several who ask, and again without harm', async () => {
  const path = join(await newDir(), 'a', 'b', 'c')
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, 'd'))])
  await makeFolder(path)
  await access(join(path, 'd'))
})

it('says why it cannot', async () => {
  const dir = await newDir()
  await writeFile(join(dir, 'file'), '')
  await expect(makeFolder(join(dir, 'file'))).rejects.toThrow('EEXIST')
  await expect(makeFolder(join(dir, 'file', 'a'))).rejects.toThrow('ENOTDIR')
})

// With `recursive` Node never comes back from this.
it.runIf(process.platform === 'linux')('does not turn in circles where nothing can be made', async () => {
  await expect(makeFolder('/proc/foo/bar')).rejects.toThrow('ENOENT')
})
