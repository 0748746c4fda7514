import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packagesIn, ROOT, sourceCode } from './run/pages.ts'
import { codeIn, headingsOf, lineCount } from './run/reading.ts'

const services = packagesIn('services')
const libs = packagesIn('libs')
const sources = await sourceCode()

/** Functions of whoever uses the library, in its examples. */
const OF_THE_READER: ReadonlySet<string> = new Set(['look', 'later', 'handle', 'connect', 'classify', 'changes'])

describe('a service', () => {
  it.each(services)('%s says what it takes, gives, fails with, and its settings', async (folder) => {
    const text = await readme(folder)
    expect(headingsOf(text)[0]).toBe(`# ${basename(folder)}`)
    expect(['Takes', 'Gives', 'Fails with', 'Settings'].filter((part) => !hasPart(text, part))).toEqual([])
    expectOnePage(text)
  })
})

describe('a library', () => {
  it.each(libs)('%s says what it is and what it fails with', async (folder) => {
    const text = await readme(folder)
    expect(headingsOf(text)[0]).toMatch(new RegExp(`^# (@chasqui/)?${basename(folder)}$`))
    expect(hasPart(text, 'Fails with')).toBe(true)
    expectOnePage(text)
  })

  it.each(libs)('%s calls nothing in its examples that there is not', async (folder) => {
    const examples = codeIn(await readme(folder), 'ts').replaceAll(/\/\/.*$/gm, '').replaceAll(/'[^'\n]*'|`[^`\n]*`/g, "''")
    const called = new Set([...examples.matchAll(/(?<![.\w])([A-Za-z]\w+)\(/g)].map(([, name]) => name as string))
    expect([...called].filter((name) => !OF_THE_READER.has(name) && !isOffered(name))).toEqual([])
  })

  it.each(libs)('%s names methods that its classes have', async (folder) => {
    const named = [...(await readme(folder)).matchAll(/`([A-Z]\w+)`: ((?:`\w+`(?:, )?)+)/g)]
      .flatMap(([, name = '', methods = '']) => [...methods.matchAll(/\w+/g)].map(([method]) => ({ name, method })))
    expect(named.filter(({ name, method }) => !hasMethod(name, method))).toEqual([])
  })
})

/** A heading, or a paragraph that begins with the words in bold. */
function hasPart(text: string, name: string): boolean {
  return new RegExp(`^(## ${name}$|\\*\\*${name}\\*\\*)`, 'm').test(text)
}

/** Long enough to say it, short enough to be read. */
function expectOnePage(text: string): void {
  expect(lineCount(text)).toBeGreaterThanOrEqual(20)
  expect(lineCount(text)).toBeLessThanOrEqual(60)
}

/** Whether some package offers it: exported, or a method. */
function isOffered(name: string): boolean {
  return new RegExp(`(export (async )?(function|const|class) |^  (async |static )?)${name}\\b`, 'm').test(sources)
}

function hasMethod(name: string, method: string): boolean {
  const body = new RegExp(`^export class ${name}\\b[\\s\\S]*?^}`, 'm').exec(sources)?.[0] ?? ''
  return new RegExp(`^  (async |static )*\\*?${method}\\b.*\\(`, 'm').test(body)
}

function readme(folder: string): Promise<string> {
  return readFile(join(ROOT, folder, 'README.md'), 'utf8')
}
