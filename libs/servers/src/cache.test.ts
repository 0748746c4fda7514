import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cacheEntry, isCached, makeCached } from './cache.ts'
import { withLock } from './lock.ts'

const quiet = () => undefined
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chasqui-cache-'))
  vi.stubEnv('CHASQUI_CACHE', dir)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true })
})

describe('the cache', () => {
  it('keeps another version apart', () => expect(cacheEntry('nats-server', '2.15.2')).not.toBe(cacheEntry('nats-server', '2.15.3')))

  it('builds an entry once when several ask at the same time', async () => {
    const entry = cacheEntry('thing', '1')
    const build = vi.fn(async (draft: string) => { await writeFile(join(draft, 'file'), 'whole') })
    await Promise.all([makeCached(entry, build, quiet), makeCached(entry, build, quiet), makeCached(entry, build, quiet)])
    expect(build).toHaveBeenCalledTimes(1)
    expect(await readFile(join(entry, 'file'), 'utf8')).toBe('whole')
    expect(await readdir(dir)).toEqual(['thing-1-' + process.platform + '-' + process.arch])
  })

  it('shows nothing of a build that failed, and builds again', async () => {
    const entry = cacheEntry('thing', '1')
    await expect(makeCached(entry, async (draft) => { await writeFile(join(draft, 'half'), ''); throw new Error('no network') }, quiet)).rejects.toThrow('no network')
    expect(await isCached(entry)).toBe(false)
    expect(await readdir(dir)).toEqual([])
    await makeCached(entry, async () => undefined, quiet)
    expect(await isCached(entry)).toBe(true)
  })

  it('is right also when two builds end: the first stays, the second is thrown away', async () => {
    const entry = cacheEntry('thing', '1')
    await makeCached(entry, async () => {
      await rm(`${entry}.lock`)
      await makeCached(entry, async (draft) => writeFile(join(draft, 'file'), 'first'), quiet)
    }, quiet)
    expect(await readFile(join(entry, 'file'), 'utf8')).toBe('first')
  })

  it('says what to type when its folder cannot be written', async () => {
    await writeFile(join(dir, 'a-file'), '')
    vi.stubEnv('CHASQUI_CACHE', join(dir, 'a-file', 'below'))
    await expect(makeCached(cacheEntry('thing', '1'), async () => undefined, quiet)).rejects.toMatchObject({ code: 'CACHE_UNWRITABLE', detail: expect.stringContaining('export CHASQUI_CACHE=') })
  })
})

describe('the lock', () => {
  it('lets one in after the other', async () => {
    const file = join(dir, 'lock')
    let inside = 0
    let most = 0
    await Promise.all(Array.from({ length: 5 }, () => withLock(file, async () => {
      most = Math.max(most, ++inside)
      await readdir(dir)
      inside--
    }, { pollMs: 1 })))
    expect(most).toBe(1)
  })

  it('is taken over from a holder that is dead', async () => {
    const dead = spawn(process.execPath, ['-e', ''])
    await once(dead, 'exit')
    const file = join(dir, 'lock')
    await writeFile(file, JSON.stringify({ pid: dead.pid, startedAt: '1' }))
    expect(await withLock(file, async () => 'in')).toBe('in')
    expect(await readdir(dir)).toEqual([])
  })

  it('is not taken over from a process that lives', async () => {
    const file = join(dir, 'lock')
    const order: string[] = []
    await withLock(file, async () => {
      const second = withLock(file, async () => { order.push('second') }, { pollMs: 1, onWait: () => order.push('waits') })
      await vi.waitFor(() => expect(order).toEqual(['waits']))
      order.push('first ends')
      void second
    })
    await vi.waitFor(() => expect(order).toEqual(['waits', 'first ends', 'second']))
  })
})
