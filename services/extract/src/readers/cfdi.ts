import type { Canonical } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Reader, Source } from '../reader.ts'
import { attributeOf } from './cfdi/attribute.ts'
import { readCfdiLines } from './cfdi/lines.ts'
import { readNomina } from './cfdi/nomina.ts'
import { readPagos } from './cfdi/pagos.ts'
import { readCfdiTotals } from './cfdi/totals.ts'
import { fiscalCanonical, present, type Party, type Payment, type Reference } from './fiscal.ts'
import { bytesOf } from './source-bytes.ts'
import { readTime } from './xml/dates.ts'
import { fieldsOf, type Fields } from './xml/fields.ts'
import { parseSource } from './xml/parse-source.ts'
import { allAt, at, firstNamed, type Element } from './xml/tree.ts'

/** A CFDI (Mexico), 4.0 and 3.3; 3.2 is read where its lower-case attributes say the same. */
export const cfdi: Reader = {
  name: 'cfdi',
  reads: (source) => source.kind === 'cfdi',
  read: (source) => read(parseSource(bytesOf(source)), source),
}

function read(outer: Element, source: Source): Canonical {
  const root = firstNamed(outer, 'Comprobante')
  if (root === undefined) throw errors.fault('UNEXPECTED_STRUCTURE', { detail: `no Comprobante in ${outer.name}` })
  const fields = fieldsOf('cfdi')
  const stamp = firstNamed(root, 'TimbreFiscalDigital')
  const uuid = fields.note('fiscalId', attributeOf(stamp, 'UUID')?.toUpperCase(), 'Complemento/TimbreFiscalDigital/@UUID')
  const issued = attributeOf(root, 'Fecha')
  const currency = currencyOf(fields, root)
  const lines = readCfdiLines(root)
  fields.note('lines', lines[0], 'Conceptos/Concepto')
  const document = fiscalCanonical(fields, {
    docType: source.docType,
    subType: fields.note('subType', typeOf(root), '@TipoDeComprobante'),
    country: 'MX',
    currency,
    exchangeRate: exchangeRateOf(root, currency),
    issueDate: fields.dateOf('issueDate', issued, '@Fecha'),
    issueTime: readTime(issued ?? ''),
    ...numberOf(fields, root, uuid),
    fiscalId: uuid === undefined ? undefined : { kind: 'uuid', value: uuid },
    vendor: partyOf(fields, at(root, 'Emisor'), 'vendor', 'Emisor'),
    buyer: partyOf(fields, at(root, 'Receptor'), 'buyer', 'Receptor'),
    totals: readCfdiTotals(fields, root),
    lines,
    payment: paymentOf(fields, root),
    references: referencesOf(root),
  })
  if (source.docType === 'payroll') return readNomina(fields, root, document)
  return source.docType === 'transfer' ? readPagos(fields, root, document) : document
}

/** 3.2 writes the type in words. */
const TYPES: Readonly<Record<string, string>> = { ingreso: 'I', egreso: 'E', traslado: 'T', pago: 'P', nomina: 'N' }

function typeOf(root: Element): string | undefined {
  const stated = attributeOf(root, 'TipoDeComprobante')
  return stated === undefined ? undefined : TYPES[stated.toLowerCase()] ?? stated
}

/** XXX is what documents without money of their own carry (payments, transport). */
function currencyOf(fields: Fields, root: Element): string | undefined {
  const stated = attributeOf(root, 'Moneda')?.toUpperCase()
  if (stated === 'XXX') return undefined
  return stated !== undefined && /^[A-Z]{3}$/.test(stated) ? fields.note('currency', stated, '@Moneda') : fields.derived('currency', 'MXN', 'pesos unless @Moneda', 0.9)
}

function exchangeRateOf(root: Element, currency: string | undefined): { rate: string; to: string } | undefined {
  const rate = attributeOf(root, 'TipoCambio')
  return currency !== undefined && currency !== 'MXN' && rate !== undefined && /^\d+(\.\d+)?$/.test(rate) ? { rate, to: 'MXN' } : undefined
}

/** Series and folio are optional in Mexico; the UUID is not, and stands in for them. */
function numberOf(fields: Fields, root: Element, uuid: string | undefined): { number: string | undefined; series: string | undefined; folio: string | undefined } {
  const [series, folio] = [attributeOf(root, 'Serie'), attributeOf(root, 'Folio')]
  const printed = folio === undefined ? undefined : `${series ?? ''}${folio}`
  const number = fields.note('number', printed, '@Serie+@Folio') ?? fields.note('number', uuid, 'Complemento/TimbreFiscalDigital/@UUID', 0.9)
  return { number, series, folio }
}

function partyOf(fields: Fields, element: Element | undefined, role: 'vendor' | 'buyer', path: string): Party | undefined {
  const taxId = fields.note(`${role}.taxId`, attributeOf(element, 'Rfc')?.toUpperCase(), `${path}/@Rfc`)
  const name = fields.note(`${role}.name`, attributeOf(element, 'Nombre'), `${path}/@Nombre`)
  if (taxId === undefined && name === undefined) return undefined
  return present({ name, taxId, taxIdType: taxId === undefined ? undefined : 'RFC' as const, country: taxId === 'XEXX010101000' ? undefined : 'MX' })
}

/** SAT catalogue c_FormaPago. */
const METHODS: Readonly<Record<string, NonNullable<Payment['method']>>> = { '01': 'cash', '02': 'check', '03': 'transfer', '04': 'card', '28': 'card', '29': 'card' }
const TO_BE_DEFINED = '99'

function paymentOf(fields: Fields, root: Element): Payment | undefined {
  const form = attributeOf(root, 'FormaPago')
  if (form === undefined || form === TO_BE_DEFINED || !/^\d{2}$/.test(form)) return undefined
  return { method: fields.note('payment.method', METHODS[form] ?? 'other', '@FormaPago') ?? 'other', dueDates: [] }
}

function referencesOf(root: Element): Reference[] {
  return allAt(root, 'CfdiRelacionados').flatMap((group) => allAt(group, 'CfdiRelacionado').map((related): Reference => ({
    fiscalId: attributeOf(related, 'UUID')?.toUpperCase(),
    reasonCode: attributeOf(group, 'TipoRelacion'),
  })))
}
