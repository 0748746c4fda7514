import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeWorkFolder } from './work-folder.ts'

let parent: string
beforeEach(async () => { parent = await mkdtemp(join(tmpdir(), 'work-folder-test-')) })
afterEach(() => rm(parent, { recursive: true }))

describe('the work folder', () => {
  it('is private', async () => {
    expect((await stat(await makeWorkFolder(parent))).mode & 0o777).toBe(0o700)
  })

  it('of a process that was killed goes when another starts; those of the living and of others stay', async () => {
    const dead = spawn('true')
    await once(dead, 'close')
    await mkdir(join(parent, `chasqui-ocr-${dead.pid}-abc123`))
    await writeFile(join(parent, `chasqui-ocr-${dead.pid}-abc123`, 'page'), 'x')
    // Of the process that had our id before us.
    await mkdir(join(parent, `chasqui-ocr-${process.pid}-abc123`))
    await mkdir(join(parent, `chasqui-ocr-${process.ppid}-def456`))
    const first = await makeWorkFolder(parent)
    await mkdir(join(parent, 'something-else'))
    const mine = await makeWorkFolder(parent)
    expect((await readdir(parent)).map((name) => join(parent, name)).sort())
      .toEqual([first, mine, join(parent, `chasqui-ocr-${process.ppid}-def456`), join(parent, 'something-else')].sort())
  })
})
