import { claveAccesoDigit } from '@chasqui/tax'
import { buyers } from '../paper/companies.ts'
import type { PaperDocument, PaperLine } from '../paper/document.ts'
import type { Tenant } from '../sample.ts'

type Given = Partial<PaperDocument> & Pick<PaperDocument, 'number' | 'issueDate' | 'vendor' | 'lines'>

const usual = {
  pe: { currency: 'PEN', taxKind: 'IGV', title: 'FACTURA ELECTRÓNICA' },
  cl: { currency: 'CLP', taxKind: 'IVA', title: 'FACTURA ELECTRÓNICA' },
  ec: { currency: 'USD', taxKind: 'IVA', title: 'FACTURA' },
  es: { currency: 'EUR', taxKind: 'IVA', title: 'FACTURA' },
} as const

/** An invoice to the company that the tenant is, as usual in its country, except for what is given. */
export function invoiceTo(tenant: Tenant, given: Given): PaperDocument {
  return { tenant, docType: 'invoice', buyer: buyers[tenant], ...usual[tenant], ...given }
}

/** A till's receipt: the prices have their tax inside and the buyer is nobody. */
export function receiptIn(tenant: Tenant, title: string, given: Given): PaperDocument {
  return { tenant, docType: 'receipt', pricesIncludeTax: true, ...usual[tenant], title, ...given }
}

export function line(description: string, quantity: string, unitPrice: string, taxRate: string | null, more: Partial<PaperLine> = {}): PaperLine {
  return { description, quantity, unitPrice, taxRate, ...more }
}

/** The document with the access key that the SRI would want on it. */
export function withAccessKey(document: PaperDocument): PaperDocument {
  const [year = '', month = '', day = ''] = document.issueDate.split('-')
  const [establishment = '', point = '', sequence = ''] = document.number.split('-')
  const first48 = `${day}${month}${year}${document.docType === 'credit_note' ? '04' : '01'}${document.vendor.taxId}2${establishment}${point}${sequence}876543211`
  return { ...document, accessKey: first48 + claveAccesoDigit(first48) }
}

/** Someone's stock list: as many different lines as asked for, the same each time. */
export function manyLines(count: number, taxRate: string): PaperLine[] {
  const things = ['Archivador A-Z lomo ancho', 'Cuaderno cuadriculado', 'Bolígrafo azul punta fina', 'Carpeta colgante', 'Rollo de cinta adhesiva', 'Marcador permanente negro', 'Sobre acolchado', 'Grapas caja de mil', 'Bloc de notas adhesivas', 'Regla metálica', 'Tóner compatible', 'Resma de papel reciclado']
  return Array.from({ length: count }, (_, index) => {
    const thing = things[index % things.length] ?? ''
    return line(`${thing} ref. ${100 + index * 7}`, String(1 + (index * 5) % 12), ((3 + index * 1.37) % 40 + 0.5).toFixed(2), taxRate, { code: `P${String(index + 1).padStart(3, '0')}` })
  })
}
