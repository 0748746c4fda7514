import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Canonical, type DocType } from '@chasqui/contracts'
import { Fault } from '@chasqui/errors'
import { readDocument } from '../read-document.ts'
import { ISSUERS } from './issuers.fixture.ts'
import { TENANTS, TYPED } from './layouts.fixture.ts'
import { scanned, typed } from './page/document.fixture.ts'

/** The value at a dotted path. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], value)
}

const TIMEOUT_MS = 60_000

const read = (text: ReturnType<typeof typed>, docType: DocType, tenant: keyof typeof TENANTS = 'es') =>
  readDocument({ kind: 'pdf', text, docType, sourceType: 'documento' }, { tenant: TENANTS[tenant] })

const DOCUMENTS = [...TYPED, ...ISSUERS]

describe('a document on pages', () => {
  it.each(DOCUMENTS)('is read: $name', ({ text, docType, tenant, fields }) => {
    const canonical = read(typed(text), docType, tenant)
    for (const [path, value] of Object.entries(fields)) expect(at(canonical, path), path).toEqual(value)
  })

  it.each(DOCUMENTS)('is canonical, and every piece of evidence belongs to a field that is there: $name', ({ text, docType, tenant }) => {
    const canonical = Canonical.parse(read(typed(text), docType, tenant))
    for (const path of Object.keys(canonical.fieldMeta)) expect(at(canonical, path), path).toBeDefined()
  })

  it.each(DOCUMENTS)('points at the place on the page where a field was read: $name', ({ text, docType, tenant }) => {
    const { fieldMeta } = read(typed(text), docType, tenant)
    const read_ = Object.values(fieldMeta).filter((evidence) => evidence.source === 'pdf-text')
    expect(read_.length).toBeGreaterThan(2)
    for (const { box, page, raw } of read_) {
      expect(page).toBe(1)
      expect(raw).not.toBe('')
      const [x = -1, y = -1, w = -1, h = -1] = box ?? []
      expect(Math.min(x, y, w, h)).toBeGreaterThanOrEqual(0)
      expect(Math.max(x + w, y + h)).toBeLessThanOrEqual(1.001)
    }
  })

  it.each(DOCUMENTS)('is read alike behind a blank page: $name', ({ text, docType, tenant, fields }) => {
    const canonical = read(typed('', text), docType, tenant)
    for (const [path, value] of Object.entries(fields)) expect(at(canonical, path), path).toEqual(value)
  })

  it('has no text: that is said, and not retried', () => {
    expect(() => read(typed(''), 'invoice')).toThrow(expect.objectContaining({ code: 'NO_TEXT', retry: false }))
  })

  it.each<DocType>(['invoice', 'receipt', 'bank_statement', 'payroll', 'transfer'])('that shows nothing of a %s is refused', (docType) => {
    expect(() => read(typed('Querida Ana:\nte escribo desde la playa.\nUn abrazo'), docType)).toThrow(expect.objectContaining({ code: 'NO_USABLE_FIELD' }))
  })

  it('that was cut at the page limit is looked at by a person', () => {
    const text = { ...typed(TYPED[0]?.text ?? ''), truncated: true }
    expect(read(text, 'receipt').findings).toContainEqual(expect.objectContaining({ code: 'PAGES_TRUNCATED', severity: 'review' }))
  })

  it('never makes a reader fail with anything but a Fault, whatever stands on it', () => {
    const piece = fc.constantFrom('FACTURA', 'Total', 'IVA', '21%', 'Base imponible', '1.234,56', '15/04/2025', 'NIF', 'B12345674', 'A58000019', 'Fecha', 'Saldo', 'Cargo', 'Concepto', 'Importe', '  ', '\n', '\n', 'x', '****1234', 'ES9121000418450200051332', 'Nº', 'F001-123', 'DEVENGOS', '-', '€', '(', '%', '0', '999999999999', 'Cantidad', 'Precio', 'LIQUIDO')
    const anyText = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join('   '))
    const anyType = fc.constantFrom<DocType>('invoice', 'credit_note', 'receipt', 'bank_statement', 'payroll', 'transfer', 'quote', 'unknown')
    fc.assert(fc.property(anyText, anyType, fc.constantFrom<keyof typeof TENANTS>('es', 'pe', 'cl', 'ec'), fc.boolean(), (text, docType, tenant, isScan) => {
      try {
        Canonical.parse(read(isScan ? scanned([text], [text]) : typed(text), docType, tenant))
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown
      }
    }), { numRuns: 300 })
  }, TIMEOUT_MS)

  it('is read the same way every time', () => {
    const once = read(typed(TYPED[4]?.text ?? ''), 'invoice')
    expect(read(typed(TYPED[4]?.text ?? ''), 'invoice')).toEqual(once)
  })

  it('of thousands of prices is read in seconds', () => {
    const rows = Array.from({ length: 4000 }, (_, i) => `ARTICULO ${i}   ${i % 7}   ${i},${10 + (i % 89)}   ${i * 3},${10 + (i % 89)}`)
    const pages = Array.from({ length: 20 }, (_, i) => rows.slice(i * 200, i * 200 + 200).join('\n'))
    const before = performance.now()
    read(typed(`FACTURA Nº 7\nFecha: 01/02/2025\nNIF B12345674\nTOTAL   999.999,00`, ...pages), 'invoice')
    // It takes about one second on an idle core; what must not happen is minutes.
    expect(performance.now() - before).toBeLessThan(20_000)
  }, TIMEOUT_MS)
})

describe('a page that was read twice', () => {
  const lost = `IMPRENTA LEVANTE SL
CIF B46000048
FACTURA Nº 12
Fecha: 20/06/2025
Cliente: CLIENTE UNO SA   CIF A58000019
Base imponible   100,00
IVA 21%           2l,0
Total            12l,00`
  const found = lost.replace('2l,0', '21,00').replace('12l,00', '121,00').replace('Fecha: 20/06/2025', '')

  it('takes the figures of the reading in which they agree, and the date of the one that has it', () => {
    const canonical = read(scanned([lost], [found]), 'invoice')
    expect(canonical).toMatchObject({ issueDate: '2025-06-20', totals: { subtotal: '100.00', tax: '21.00', total: '121.00' } })
  })

  it('takes an id that passes its check over one that had to be repaired', () => {
    const misread = found.replace('B46000048', 'B4600O048')
    const one = read(scanned([misread]), 'invoice')
    expect(one.findings).toContainEqual(expect.objectContaining({ code: 'TAX_ID_REPAIRED' }))
    const both = read(scanned([misread], [found]), 'invoice')
    expect(both.vendor?.taxId).toBe('B46000048')
    expect(both.findings).not.toContainEqual(expect.objectContaining({ code: 'TAX_ID_REPAIRED' }))
  })

  it('asks a person about a number that the readings dispute', () => {
    const disputed = read(scanned([found.replace('Nº 12', 'Nº 12345')], [found.replace('Nº 12', 'Nº 12346')]), 'invoice')
    expect(disputed.fieldMeta['number']?.confidence).toBeLessThan(0.6)
  })

  it('is surer of what both readings say', () => {
    const sure = (text: Parameters<typeof read>[0]) => read(text, 'invoice').fieldMeta['number']?.confidence ?? 0
    expect(sure(scanned([lost], [found]))).toBeGreaterThan(sure(scanned([lost])))
  })
})
