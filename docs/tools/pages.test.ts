import { access, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { blocksOf, npmScriptsIn, strayBlocks } from './run/blocks.ts'
import { allPages, ROOT, runnablePages, sourceCode, type Page } from './run/pages.ts'
import { anchorOf, headingsOf, withoutCode } from './run/reading.ts'

const sources = await sourceCode()
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')))

const byPath = (pages: readonly Page[]) => pages.map((page) => [page.path, page] as const)
const all = byPath(await allPages())
const handWritten = all.filter(([path]) => !path.startsWith('docs/reference/'))
const runnable = byPath(await runnablePages())
const tooSlow = runnable.flatMap(([path, { text }]) => blocksOf(path, text)).filter(({ mode }) => mode === 'once').map((block) => [`${block.page}:${block.line}`, block] as const)

describe('a page', () => {
  it.each(all)('%s links to what is there', async (path, { text }) => {
    const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string).filter((target) => !/^[a-z]+:/.test(target))
    const broken = await Promise.all(targets.map(async (target) => await isThere(path, target) ? [] : [target]))
    expect(broken.flat()).toEqual([])
  })

  it.each(handWritten)('%s names codes and settings that exist', (_path, { text }) => {
    const names = new Set([...text.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)].map(([, name]) => name as string))
    expect([...names].filter((name) => !isInTheCode(name))).toEqual([])
  })

  it.each(handWritten)('%s names files that exist', async (path, { text }) => {
    // `src/…` is of the package whose page it is.
    const ofAPackage = /^(libs|services)\//.test(path) ? 'src|' : ''
    const named = [...text.matchAll(new RegExp(`\`((?:${ofAPackage}libs|services|embedded|docs|samples|examples|bench)/[\\w./-]+)\``, 'g'))].map(([, file]) => file as string)
    const missing = await Promise.all(named.map(async (file) => await isFile(file.startsWith('src/') ? join(dirname(path), file) : file) ? [] : [file]))
    expect(missing.flat()).toEqual([])
  })

  it.each(all)('%s calls npm scripts that exist', (_path, { text }) => {
    expect(npmScriptsIn(text).filter((name) => !(name in scripts))).toEqual([])
  })

  it.each(runnable)('%s has no command that nobody runs', (path, { text }) => {
    expect(strayBlocks(path, text)).toEqual([])
  })

  it.each(tooSlow)('%s is too slow to run here and calls only npm scripts and git', (_place, { script }) => {
    const lines = script.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
    expect(lines.filter((line) => npmScriptsIn(line).length === 0 && !/^(git|cd) /.test(line))).toEqual([])
  })
})

/** Whether it stands in the code: as a code, or as the key of a setting. */
function isInTheCode(name: string): boolean {
  const key = name.toLowerCase().replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())
  return new RegExp(`\\b(${name}|${key})\\b`).test(sources)
}

function isFile(path: string): Promise<boolean> {
  return access(join(ROOT, path)).then(() => true, () => false)
}

async function isThere(page: string, target: string): Promise<boolean> {
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? page : join(dirname(page), file)
  if (!await isFile(path)) return false
  return anchor === undefined || headingsOf(await readFile(join(ROOT, path), 'utf8')).some((heading) => anchorOf(heading) === anchor)
}
