import type { FileKind } from '@chasqui/contracts'
import { decodeText } from '@chasqui/text'

/** The type that a fiscal XML states about itself. */
export type TypeCode = {
  code: string
  /** Peru: whether the buyer is identified by a RUC; a boleta with one is kept as an invoice. */
  buyerHasRuc?: boolean
}

/**
 * Reads the type of a fiscal XML without parsing it: one search in its text, decoded as the readers decode it, because in
 * UTF-16 not even ASCII stands byte by byte. Answers undefined for kinds that have no type code and for files that do not state one.
 */
export function peekTypeCode(kind: FileKind, bytes: Uint8Array): TypeCode | undefined {
  const peek = PEEKS[kind]
  if (peek === undefined) return undefined
  return peek(decodeText(bytes))
}

const PEEKS: Readonly<Partial<Record<FileKind, (xml: string) => TypeCode | undefined>>> = {
  ubl: peekUbl,
  dte: (xml) => coded(element(xml, 'TipoDTE', /\d{2,3}/)),
  sri: (xml) => coded(element(xml, 'codDoc', /\d{2}/)),
  cfdi: (xml) => coded(/\bTipoDeComprobante\s*=\s*["']\s*([A-Za-z])/i.exec(xml)?.[1]?.toUpperCase()),
  facturae: peekFacturae,
}

/** An element's text; also inside an escaped envelope (the SRI's `comprobante` comes as CDATA or with `&lt;`). */
function element(xml: string, name: string, value: RegExp): string | undefined {
  return new RegExp(`(?:<|&lt;)(?:\\w+:)?${name}(?:\\s[^>]*?)?(?:>|&gt;)\\s*(${value.source})\\s*(?:<|&lt;)`).exec(xml)?.[1]
}

function coded(code: string | undefined): TypeCode | undefined {
  return code === undefined ? undefined : { code }
}

/** UBL notes carry no InvoiceTypeCode: their root element says it; 07 and 08 are SUNAT's codes for them. */
const UBL_ROOT_CODES: Readonly<Record<string, string>> = { CreditNote: '07', DebitNote: '08', DespatchAdvice: '09' }

function peekUbl(xml: string): TypeCode | undefined {
  const root = /<(?![?!])(?:\w+:)?(\w+)/.exec(xml)?.[1] ?? ''
  const code = element(xml, 'InvoiceTypeCode', /\d{2,3}/) ?? UBL_ROOT_CODES[root]
  return code === undefined ? undefined : { code, buyerHasRuc: buyerHasRuc(xml) }
}

/** UBL 2.1 marks the id with schemeID 6; UBL 2.0 states it in AdditionalAccountID. */
function buyerHasRuc(xml: string): boolean {
  const party = /<(?:\w+:)?AccountingCustomerParty\b[^]*?<\/(?:\w+:)?AccountingCustomerParty>/.exec(xml)?.[0] ?? ''
  return /schemeID\s*=\s*["']6["'][^>]*>\s*\d{11}\s*</.test(party) || /AdditionalAccountID>\s*6\s*</.test(party)
}

function peekFacturae(xml: string): TypeCode | undefined {
  const documentType = element(xml, 'InvoiceDocumentType', /[A-Z]{2}/)
  const invoiceClass = element(xml, 'InvoiceClass', /[A-Z]{2}/)
  return documentType === undefined ? undefined : { code: `${documentType}/${invoiceClass ?? 'OO'}` }
}
