import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Canonical, type DocType, type FileKind, type SourceType, type Tenant } from '@chasqui/contracts'
import { splitTable } from '@chasqui/tables'
import { compare } from '@chasqui/tax'
import { readDocument } from './read-document.ts'
import type { Source } from './reader.ts'

/** The structured files of /samples, each with what must come of it. Pages (PDF, images, text) are the layouts' business. */

const SAMPLES = join(import.meta.dirname, '../../../samples')

const TENANTS: Readonly<Record<string, Tenant>> = {
  pe: tenant('PE', 'PEN', '20600000021', 'America/Lima'),
  cl: tenant('CL', 'CLP', '76000002-7', 'America/Santiago'),
  ec: tenant('EC', 'USD', '1700000019', 'America/Guayaquil'),
  es: tenant('ES', 'EUR', 'A58000019', 'Europe/Madrid'),
}

function tenant(country: string, baseCurrency: string, taxId: string, timezone: string): Tenant {
  return { id: 't1', name: 'CLIENTE UNO', country, taxIds: [taxId], baseCurrency, locale: 'es', timezone, policy: { autoPublish: true, duplicateFiles: 'reject' } }
}

type ExpectedItem = { state: string; docType?: DocType; canonical?: Record<string, unknown>; name?: string; findings?: string[] }
type Expected = { why: string; sourceType?: SourceType; items: ExpectedItem[] }
type Case = { name: string; expected: ExpectedItem; read: () => Canonical }

function casesOf(country: string): Case[] {
  const folder = join(SAMPLES, country)
  return readdirSync(folder).filter((file) => file.endsWith('.expected.json')).flatMap((file) => {
    const expected: Expected = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    const name = file.replace('.expected.json', '')
    return fileCases(join(folder, name), name, expected, TENANTS[country] as Tenant)
  })
}

function fileCases(path: string, name: string, expected: Expected, owner: Tenant): Case[] {
  const bytes = readFileSync(path)
  const kind = kindOf(name, bytes)
  const sourceType = expected.sourceType ?? 'documento'
  if (kind === undefined || expected.items.every((item) => item.state === 'preprocessing_failed')) return []
  const one = (source: Partial<Source>, item: ExpectedItem, label: string): Case => ({
    name: label, expected: item,
    read: () => readDocument({ kind, sourceType, docType: item.docType ?? defaultType(kind, sourceType), filename: name, ...source }, { tenant: owner }),
  })
  if (kind === 'csv' || kind === 'json') {
    const split = splitTable(bytes, kind, sourceType)
    if (split.kind === 'rows') return split.rows.map((row, index) => one({ kind: 'row', row }, expected.items[index] as ExpectedItem, `${name} row ${index + 1}`))
  }
  if (kind === 'dte' && expected.items.length > 1) {
    const documents = bytes.toString('latin1').match(/<DTE [^]*?<\/DTE>/g) ?? []
    return documents.map((xml, index) => one({ bytes: Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${xml}`, 'latin1') }, expected.items[index] as ExpectedItem, `${name} document ${index + 1}`))
  }
  return [one({ bytes }, expected.items[0] as ExpectedItem, name)]
}

function kindOf(name: string, bytes: Buffer): FileKind | undefined {
  const text = bytes.toString('latin1', 0, 2_000)
  if (name.endsWith('.csv')) return 'csv'
  if (name.endsWith('.json')) return 'json'
  if (name.endsWith('.n43')) return 'norma43'
  if (name.endsWith('.ofx')) return 'ofx'
  if (name.endsWith('.sta')) return 'mt940'
  if (text.includes('camt.05')) return 'camt053'
  if (text.includes('http://www.sii.cl/SiiDte')) return 'dte'
  if (text.includes('infoTributaria')) return 'sri'
  if (text.includes('Facturae')) return 'facturae'
  if (/<(Invoice|CreditNote|DebitNote)\b/.test(text)) return 'ubl'
  return text.includes('sat.gob.mx/cfd') ? 'cfdi' : undefined
}

function defaultType(kind: FileKind, sourceType: SourceType): DocType {
  if (['camt053', 'ofx', 'mt940', 'norma43', 'csv', 'json'].includes(kind) && sourceType !== 'invoices') return 'bank_statement'
  return sourceType === 'expenses' ? 'expense' : sourceType === 'receipts' ? 'receipt' : 'invoice'
}

const DECIMAL = /^-?\d+(\.\d+)?$/

function valueAt(document: unknown, path: string): unknown {
  let value = document
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part]
  return value
}

describe.each(Object.keys(TENANTS))('the samples of %s', (country) => {
  const cases = casesOf(country)

  it('are there', () => expect(cases.length).toBeGreaterThan(3))

  it.each(cases.map((one) => [one.name, one] as const))('%s gives the fields that it must', (_, { expected, read }) => {
    const document = read()
    Canonical.parse(document)
    for (const [path, value] of Object.entries(expected.canonical ?? {})) {
      const actual = valueAt(document, path)
      const isSameAmount = typeof value === 'string' && typeof actual === 'string' && DECIMAL.test(value) && DECIMAL.test(actual) && value.length < 16 && compare(value, actual) === 0
      if (!isSameAmount) expect({ path, value: actual }).toEqual({ path, value })
    }
  })

  it.each(cases.map((one) => [one.name, one] as const))('%s says of each field where it came from', (_, { read }) => {
    const document = read()
    const fields = Object.keys(document.fieldMeta)
    expect(fields.length).toBeGreaterThan(0)
    for (const path of fields) expect({ path, isThere: valueAt(document, path) !== undefined || path === 'vendor.taxId' }).toEqual({ path, isThere: true })
  })
})
