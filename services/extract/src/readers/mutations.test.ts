import fc from 'fast-check'
import { describe, it } from 'vitest'
import { Canonical, type DocType, type FileKind } from '@chasqui/contracts'
import { codeOf, readFile, sampleBytes } from './test-reading.ts'

/** Files come cut off, doubled, edited by hand and damaged on the way: a reader answers with a document or a Fault. */

const SEEDS: readonly (readonly [FileKind, DocType, string])[] = [
  ['ubl', 'invoice', 'pe/factura-F001-00000131-mixta.xml'],
  ['ubl', 'credit_note', 'pe/nota-credito-FC01-00000007.xml'],
  ['dte', 'invoice', 'cl/factura-33-1501.xml'],
  ['dte', 'receipt', 'cl/boleta-39-88120.xml'],
  ['sri', 'invoice', 'ec/factura-125-autorizada.xml'],
  ['sri', 'credit_note', 'ec/nota-credito-001-001-000000007.xml'],
  ['facturae', 'credit_note', 'es/facturae-A123.xml'],
  ['cfdi', 'invoice', 'es/cfdi-A123.xml'],
  ['cfdi', 'payroll', 'es/cfdi-A123.xml'],
  ['cfdi', 'transfer', 'es/cfdi-A123.xml'],
  ['ofx', 'bank_statement', 'es/extracto-abril.ofx'],
  ['camt053', 'bank_statement', 'es/extracto-abril.camt.xml'],
  ['mt940', 'bank_statement', 'es/extracto-febrero-dos-mensajes.sta'],
  ['norma43', 'bank_statement', 'es/extracto-abril.n43'],
  ['csv', 'bank_statement', 'es/extracto-abril.csv'],
  ['csv', 'bank_statement', 'cl/cartola-mayo.csv'],
  ['json', 'bank_statement', 'cl/facturas-junio.json'],
]

type Change =
  | { how: 'cut'; at: number }
  | { how: 'flip'; at: number; byte: number }
  | { how: 'insert'; at: number; text: string }
  | { how: 'remove' | 'repeat'; at: number; length: number }

/** A place in the file as a share of its length. Not `fc.double`: almost all doubles below 1 are next to 0. */
const where = fc.nat(99_999).map((n) => n / 100_000)
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ how: fc.constant('cut' as const), at: where }),
  fc.record({ how: fc.constant('flip' as const), at: where, byte: fc.nat(255) }),
  fc.record({ how: fc.constant('insert' as const), at: where, text: fc.constantFrom('0', '-', '.', ',', '9', 'A', '<', '>', '&', '"', '\n', ';', '2025-02-30', '1e9', '99999999999999999999999999999999999999999', '</a>', '<a/>', '\u0000', 'ñ') }),
  fc.record({ how: fc.constantFrom('remove' as const, 'repeat' as const), at: where, length: fc.integer({ min: 1, max: 200 }) }),
)

function applied(bytes: Buffer, one: Change): Buffer {
  const at = Math.floor(one.at * bytes.length)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  switch (one.how) {
    case 'cut': return Buffer.from(before)
    case 'flip': return Buffer.concat([before, Buffer.from([one.byte]), after.subarray(1)])
    case 'insert': return Buffer.concat([before, Buffer.from(one.text), after])
    case 'remove': return Buffer.concat([before, after.subarray(one.length)])
    case 'repeat': return Buffer.concat([before, after.subarray(0, one.length), after])
  }
}

describe.each(SEEDS)('a damaged %s file (%s, %s)', (kind, docType, path) => {
  const seed = sampleBytes(path)

  it('gives a valid document or a Fault, nothing else', () => {
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = changes.reduce(applied, seed)
      codeOf(() => Canonical.parse(readFile(kind, bytes, { docType })))
    }), { numRuns: 250 })
  })
})

describe('the wrong reader', () => {
  it.each(SEEDS.flatMap(([kind]) => SEEDS.map(([, docType, path]) => [kind, docType, path] as const)))('%s for %s %s gives a document or a Fault', (kind, docType, path) => {
    codeOf(() => Canonical.parse(readFile(kind, sampleBytes(path), { docType })))
  })
})
