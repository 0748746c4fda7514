import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Expected } from './expected.ts'
import { catalogue } from './make/catalogue.ts'
import { expectedText } from './make/main.ts'

const here = import.meta.dirname
const tenants = ['pe', 'cl', 'ec', 'es']
const suffix = '.expected.json'
const onDisk = tenants.flatMap((tenant) => readdirSync(join(here, tenant)).map((file) => `${tenant}/${file}`))
const files = onDisk.filter((path) => !path.endsWith(suffix))
const read = (path: string): Buffer => readFileSync(join(here, path))

describe('the samples', () => {
  it('are the ones that the makers know, each with its expected file', () => {
    expect(onDisk.toSorted()).toEqual(catalogue.flatMap(({ path }) => [path, path + suffix]).toSorted())
  })

  it.each(files)('%s states what must come of it', (path) => {
    expect(() => Expected.parse(JSON.parse(read(path + suffix).toString('utf8')))).not.toThrow()
  })

  it.each(catalogue)('$path expects what its maker says', (sample) => {
    expect(read(sample.path + suffix).toString('utf8')).toBe(expectedText(sample))
  })

  it.each(catalogue.filter((sample) => sample.by === 'node'))('$path is what its maker makes', async (sample) => {
    expect(Buffer.compare(Buffer.from(await sample.bytes()), read(sample.path))).toBe(0)
  })

  it('stay small enough to clone', () => {
    const bytes = onDisk.reduce((sum, path) => sum + statSync(join(here, path)).size, 0)
    expect(bytes).toBeLessThan(12_000_000)
  })
})

describe('what reaches the books', () => {
  const published = catalogue.flatMap(({ path, expected }) => expected.items
    .filter((item) => item.state === 'published' && item.canonical?.['number'] !== undefined)
    .map((item) => ({ path, tenant: path.slice(0, 2), docType: item.docType, canonical: item.canonical ?? {} })))

  const keys = (parts: readonly string[]): string[] => published
    .filter(({ canonical }) => parts.every((part) => canonical[part] !== undefined))
    .map(({ tenant, docType, canonical }) => [tenant, docType, ...parts.map((part) => canonical[part])].join('|'))
  const repeated = (all: readonly string[]): string[] => all.filter((key, index) => all.indexOf(key) !== index)

  it('has no number twice, for that would be a duplicate', () => {
    expect(repeated(keys(['vendor.taxId', 'number']))).toEqual([])
  })

  it('has no two documents of one vendor, day and total, for that would be a near duplicate', () => {
    expect(repeated(keys(['vendor.taxId', 'issueDate', 'totals.total']))).toEqual([])
  })
})
