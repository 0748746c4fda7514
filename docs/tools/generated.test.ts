import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import specs from '@asyncapi/specs'
import { Ajv, type SchemaObject } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { ALARM_IN_WORDS, asyncApi } from '@chasqui/contracts'
import { findingCatalog } from '../../services/validate/src/finding-catalog.ts'
import { errorTables } from './generate/error-tables.ts'
import { replaceBetween, table } from './generate/markdown.ts'
import { compare, generatedPages } from './generate/pages.ts'
import { taskServices } from './generate/tasks-page.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('generated pages', () => {
  it.each(generatedPages.map((page) => [page.path, page] as const))('docs/%s is what the code says now', async (path, page) => {
    const { present, wanted } = await compare(page)
    expect(present, `docs/${path} is out of date: run npm run docs`).toBe(wanted)
  })
})

describe('the page of states', () => {
  it('says when the alarm of a batch is raised and lowered', async () => {
    const words = (await readFile(join(ROOT, 'docs/states.md'), 'utf8')).replaceAll(/\s+/g, ' ')
    expect(words).toContain(`raised when ${ALARM_IN_WORDS.raised}, and lowered when ${ALARM_IN_WORDS.lowered}`)
  })
})

describe('the page of findings', () => {
  it('lists every finding that a stage notes', async () => {
    const noted = new Set<string>()
    for (const file of globSync('services/*/src/**/*.ts', { cwd: ROOT, exclude: ['**/*.test.ts', '**/*.fixture.ts'] })) {
      for (const [, code] of (await readFile(join(ROOT, file), 'utf8')).matchAll(/\bcode: '([A-Z_]+)', severity/g)) noted.add(code as string)
    }
    expect([...noted].filter((code) => !(code in findingCatalog))).toEqual([])
  })
})

describe('the page of tasks', () => {
  it('lists every task type that an example of the API names', async () => {
    const named = new Set<string>()
    for (const file of globSync('services/gateway/src/**/*.ts', { cwd: ROOT, exclude: ['**/*.test.ts', '**/test-*.ts'] })) {
      const examples = (await readFile(join(ROOT, file), 'utf8')).split('\n').filter((line) => line.includes('examples: ['))
      for (const [, type] of examples.join('\n').matchAll(/type: '([a-z_]+\.[a-z_]+)'/g)) named.add(type as string)
    }
    const there = new Set(taskServices.flatMap(({ tasks }) => tasks.map(({ type }) => type)))
    expect(named.size).toBeGreaterThan(0)
    expect([...named].filter((type) => !there.has(type))).toEqual([])
  })
})

describe('the page of errors', () => {
  it('lists every table of errors in the tree', async () => {
    const owners = new Set<string>()
    for (const file of globSync('{libs,services,embedded,docs,bench,samples}/**/*.ts', { cwd: ROOT, exclude: ['**/node_modules/**', '**/*.test.ts', '**/test-*.ts'] })) {
      for (const [, owner] of (await readFile(join(ROOT, file), 'utf8')).matchAll(/\bcodes\('([^']+)'/g)) owners.add(owner as string)
    }
    expect(errorTables.map(({ owner }) => owner).sort()).toEqual([...owners].sort())
  })

  it.each(errorTables.flatMap(({ owner, entries }) => Object.entries(entries).map(([code, entry]) => [owner, code, entry] as const)))('%s %s says what happened and what to do', (_owner, code, entry) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/)
    // Sentences are joined by ". ", so none ends with a point of its own.
    expect([entry.say, entry.hint].filter((sentence) => sentence.length < 5 || sentence.endsWith('.'))).toEqual([])
  })
})

describe('the AsyncAPI page', () => {
  const document = asyncApi()

  it('is valid AsyncAPI 3.0', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false })
    addFormats.default(ajv)
    const isValid = ajv.compile(specs.schemas['3.0.0'] as SchemaObject)
    isValid(document)
    expect(isValid.errors ?? []).toEqual([])
    expect(isValid({ ...document, channels: { received: { address: 7 } } }), 'the schema refuses what is not AsyncAPI').toBe(false)
  })

  it('has a place for everything that it refers to', () => {
    const dangling = refsIn(document).filter((ref) => at(document, ref) === undefined)
    expect(dangling).toEqual([])
    expect(refsIn(document).length).toBeGreaterThan(10)
  })
})

describe('markdown', () => {
  it('keeps a table a table, whatever its cells hold', () => {
    expect(table(['a'], [['one | two\nthree']])).toBe('| a |\n| --- |\n| one \\| two three |')
    expect(table(['a'], [['send <key> as `<key>`']])).toBe('| a |\n| --- |\n| send &lt;key> as `<key>` |')
  })
  it('replaces what is between two markers and nothing else', () => {
    expect(replaceBetween('a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb', 'x', 'new')).toBe('a\n<!-- generated: x -->\nnew\n<!-- end: x -->\nb')
  })
  it.each(['', '<!-- generated: x -->', '<!-- end: x --> <!-- generated: x -->', '<!-- generated: x --><!-- end: x --><!-- generated: x --><!-- end: x -->'])('refuses a page without the markers, once each: %o', (page) => {
    expect(() => replaceBetween(page, 'x', 'new')).toThrow('<!-- generated: x -->')
  })
})

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)))
}

/** What a reference within the document points at. */
function at(document: unknown, ref: string): unknown {
  return ref.replace(/^#\//, '').split('/').reduce<unknown>((place, key) => (place as Record<string, unknown> | undefined)?.[key], document)
}
