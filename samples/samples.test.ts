import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkClaveAcceso, checkTaxId, isIban, isLegalRate } from '@chasqui/tax'
import { describe, expect, it } from 'vitest'
import { Expected } from './expected.ts'
import { catalogue } from './make/catalogue.ts'
import * as america from './make/documents/america.ts'
import * as scanned from './make/documents/scanned-documents.ts'
import * as spain from './make/documents/spain.ts'
import { expectedText } from './make/main.ts'
import type { PaperDocument } from './make/paper/document.ts'

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

describe('the identifiers', () => {
  const sound = catalogue.flatMap(({ path, expected }) => expected.items
    .filter((item) => item.state !== 'validation_failed' && item.canonical !== undefined)
    .map((item) => ({ path, tenant: path.slice(0, 2).toUpperCase(), canonical: item.canonical ?? {} })))
  const values = (field: string): { path: string; country: string; id: string }[] => sound
    .filter(({ canonical }) => typeof canonical[field] === 'string')
    .map(({ path, tenant, canonical }) => ({ path, country: String(canonical['country'] ?? tenant), id: String(canonical[field]) }))

  it.each(values('vendor.taxId'))('of the vendor of $path passes its check digit', ({ country, id }) => {
    expect(checkTaxId(country, id, 'issuer')?.valid).toBe(true)
  })

  it.each(values('buyer.taxId'))('of the buyer of $path passes its check digit', ({ country, id }) => {
    expect(checkTaxId(country, id, 'buyer')?.valid).toBe(true)
  })

  it('are sound access keys and accounts', () => {
    expect(values('fiscalId.value').filter(({ country }) => country === 'EC').filter(({ id }) => !checkClaveAcceso(id).valid)).toEqual([])
    expect(values('bankStatement.account.iban').filter(({ id }) => !isIban(id))).toEqual([])
  })

  it('of the broken twins fail', () => {
    for (const [country, id] of [['PE', '20600000014'], ['PE', '20999999932'], ['CL', '76000001-8'], ['ES', 'B12345675']] as const) {
      expect(checkTaxId(country, id, 'issuer')).toMatchObject({ valid: false, reason: 'checksum' })
    }
    expect(checkClaveAcceso('1504202501179900001200110010010000001231234567818').valid).toBe(false)
  })
})

describe('the printed documents', () => {
  const documents = [america, spain, scanned].flatMap((group) => Object.values(group)).filter((value): value is PaperDocument => 'tenant' in value)

  it.each(documents)('$number carries rates that were the law on its day', (document) => {
    for (const { taxRate } of document.lines) expect(isLegalRate(document.tenant.toUpperCase(), document.taxKind, taxRate, document.issueDate)).toBe(true)
  })

  it.each(documents.filter((document) => document.accessKey !== undefined))('$number has an access key of its own', ({ accessKey = '', number, vendor }) => {
    expect(checkClaveAcceso(accessKey).valid).toBe(true)
    expect(accessKey).toContain(vendor.taxId + '2' + number.replaceAll('-', ''))
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
