import type { DocType } from '@chasqui/contracts'
import type { Sheet } from '../page/sheet.ts'

const SUNAT: Readonly<Partial<Record<DocType, string>>> = { invoice: '01', receipt: '03', credit_note: '07', debit_note: '08' }
const SRI: Readonly<Partial<Record<DocType, string>>> = { invoice: '01', credit_note: '04', debit_note: '05' }

/** The document's type in its country's own code, where its number or its title states it beyond doubt. */
export function subTypeOf(country: string, docType: DocType, number: string | undefined, sheet: Sheet): string | undefined {
  switch (country) {
    case 'PE': return /^[FBE][A-Z0-9]{3}-\d+$/.test(number ?? '') ? peruvian(docType, number ?? '') : undefined
    case 'EC': return /^\d{3}-\d{3}-\d{9}$/.test(number ?? '') ? SRI[docType] : undefined
    case 'CL': return chilean(docType, sheet)
    default: return undefined
  }
}

/** A boleta that is kept as an invoice is 03 all the same: its series says so. */
function peruvian(docType: DocType, number: string): string | undefined {
  return docType === 'invoice' && number.startsWith('B') ? '03' : SUNAT[docType]
}

const DTE: readonly { docType: DocType; title: RegExp; code: string }[] = [
  { docType: 'invoice', title: /factura (?:no afecta o exenta|exenta) electronica/, code: '34' },
  { docType: 'invoice', title: /factura electronica/, code: '33' },
  { docType: 'receipt', title: /boleta (?:no afecta o exenta|exenta) electronica/, code: '41' },
  { docType: 'receipt', title: /boleta electronica/, code: '39' },
  { docType: 'credit_note', title: /nota de credito\s*electronica/, code: '61' },
  { docType: 'debit_note', title: /nota de debito\s*electronica/, code: '56' },
]

function chilean(docType: DocType, sheet: Sheet): string | undefined {
  const head = sheet.lines.slice(0, 30).flatMap((line) => line.cells.map((cell) => cell.folded))
  const text = `${head.join('\n')}\n${stacked(sheet)}`
  return DTE.find((one) => one.docType === docType && one.title.test(text))?.code
}

/** Titles over two lines: "NOTA DE CRÉDITO" above "ELECTRÓNICA". */
function stacked(sheet: Sheet): string {
  return sheet.lines.slice(0, 30).map((line, i, all) => `${line.cells.at(-1)?.folded ?? ''} ${all[i + 1]?.cells.at(-1)?.folded ?? ''}`).join('\n')
}
