import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { removeTestDir, sweepAbandonedTestDirs } from './test-dir.ts'

const isThere = (dir: string) => access(dir).then(() => true, () => false)

it('the folders of killed test runs are removed, those of living ones are not', async () => {
  const dead = spawn(process.execPath, ['-e', ''])
  await once(dead, 'exit')
  const [abandoned, living] = [join(tmpdir(), `chasqui-test-${dead.pid}-x`), join(tmpdir(), `chasqui-test-${process.pid}-x`)]
  await Promise.all([mkdir(abandoned), mkdir(living)])
  await sweepAbandonedTestDirs()
  expect(await isThere(abandoned)).toBe(false)
  expect(await isThere(living)).toBe(true)
  await removeTestDir(living)
})
