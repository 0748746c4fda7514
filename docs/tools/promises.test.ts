import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const DOCS = join(import.meta.dirname, '..')
const page = await readFile(join(DOCS, 'promises.md'), 'utf8')
const numbered = page.split('\n').flatMap((line) => {
  const n = /^\| (\d+) \|/.exec(line)?.[1]
  return n === undefined ? [] : [[Number(n), [...line.matchAll(/\]\(([^)]+\.test\.ts)\)/g)].map(([, path]) => path as string)] as const]
})

describe('the promises of tasks', () => {
  it('are ten, in their order', () => expect(numbered.map(([n]) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))

  it.each(numbered)('promise %i is named in each of its tests', async (n, tests) => {
    expect(tests).not.toEqual([])
    const silent = await Promise.all(tests.map(async (path) => new RegExp(String.raw`\bpromise ${n}\b`).test(await readFile(join(DOCS, path), 'utf8')) ? [] : [path]))
    expect(silent.flat()).toEqual([])
  })
})
