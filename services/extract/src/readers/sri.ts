import type { Canonical } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Reader, Source } from '../reader.ts'
import { fiscalCanonical, lastDue, splitNumber } from './fiscal.ts'
import { bytesOf } from './source-bytes.ts'
import { openEnvelope } from './sri/envelope.ts'
import { readSriLines } from './sri/lines.ts'
import { readSriParties } from './sri/parties.ts'
import { readSriPayment } from './sri/payment.ts'
import { readSriTotals } from './sri/totals.ts'
import { readDate } from './xml/dates.ts'
import { fieldsOf, type Fields } from './xml/fields.ts'
import { parseSource } from './xml/parse-source.ts'
import { textAt, type Element } from './xml/tree.ts'

/** A comprobante electrónico of the SRI (Ecuador), alone or inside its authorisation. */
export const sri: Reader = {
  name: 'sri',
  reads: (source) => source.kind === 'sri',
  read: (source) => read(parseSource(bytesOf(source)), source),
}

/** Where each kind of voucher keeps its own data. */
const INFO: Readonly<Record<string, string>> = {
  factura: 'infoFactura', notaCredito: 'infoNotaCredito', notaDebito: 'infoNotaDebito', liquidacionCompra: 'infoLiquidacionCompra',
  comprobanteRetencion: 'infoCompRetencion', guiaRemision: 'infoGuiaRemision',
}

function read(outer: Element, source: Source): Canonical {
  const { voucher, state } = openEnvelope(outer, Object.keys(INFO))
  const info = INFO[voucher.name]
  if (info === undefined) throw errors.fault('UNEXPECTED_STRUCTURE', { detail: `no SRI voucher in ${outer.name}` })
  const fields = fieldsOf('sri')
  if (state !== undefined && state !== 'AUTORIZADO') fields.findings.push({ code: 'NOT_AUTHORISED', severity: 'review', message: `The SRI says of this voucher: ${state.slice(0, 40)}`, value: state.slice(0, 100) })
  const issueDate = fields.date('issueDate', voucher, `${info}/fechaEmision`)
  const totals = readSriTotals(fields, voucher, info)
  const payment = readSriPayment(fields, voucher, info, issueDate)
  const number = numberOf(fields, voucher)
  const lines = readSriLines(voucher)
  fields.note('lines', lines[0], 'detalles/detalle')
  return fiscalCanonical(fields, {
    docType: source.docType,
    subType: fields.text('subType', voucher, 'infoTributaria/codDoc'),
    country: 'EC',
    currency: fields.note('currency', currencyOf(textAt(voucher, `${info}/moneda`)), `${info}/moneda`),
    issueDate,
    dueDate: fields.note('dueDate', lastDue(payment?.dueDates ?? []), `${info}/pagos/pago/plazo`),
    number,
    ...(number === undefined ? {} : splitNumber(number)),
    fiscalId: keyOf(fields, voucher),
    ...readSriParties(fields, voucher, info),
    totals,
    lines,
    payment,
    references: referencesOf(voucher, info),
  })
}

function numberOf(fields: Fields, voucher: Element): string | undefined {
  const parts = ['estab', 'ptoEmi', 'secuencial'].map((name) => textAt(voucher, `infoTributaria/${name}`))
  return parts.every((part) => part !== undefined) ? fields.note('number', parts.join('-'), 'infoTributaria/estab-ptoEmi-secuencial') : undefined
}

/** Ecuador's money is the US dollar; vouchers spell it DOLAR. */
function currencyOf(stated: string | undefined): string {
  return stated !== undefined && /^[A-Z]{3}$/.test(stated) ? stated : 'USD'
}

function keyOf(fields: Fields, voucher: Element): { kind: 'claveAcceso'; value: string } | undefined {
  const value = fields.text('fiscalId', voucher, 'infoTributaria/claveAcceso')?.replace(/\s/g, '')
  return value === undefined ? undefined : { kind: 'claveAcceso', value }
}

function referencesOf(voucher: Element, info: string): Canonical['references'] {
  const number = textAt(voucher, `${info}/numDocModificado`)
  if (number === undefined) return []
  return [{
    docType: textAt(voucher, `${info}/codDocModificado`),
    number,
    date: readDate(textAt(voucher, `${info}/fechaEmisionDocSustento`) ?? ''),
    reason: textAt(voucher, `${info}/motivo`) ?? textAt(voucher, 'motivos/motivo/razon'),
  }]
}
