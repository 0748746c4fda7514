import { add, div, mul, percentOf, round, sub, sum } from '@chasqui/tax'
import type { DocumentText } from '@chasqui/contracts'
import { typed } from '../page/document.fixture.ts'
import { aFact, type Facts } from './facts.fixture.ts'
import { money, written } from './designs.fixture.ts'
import type { Dice } from './paper.fixture.ts'

/** What an invented ticket says. Prices on tickets hold their tax. */
export type Ticket = {
  country: Facts['country']
  vendor: Facts['vendor']
  number: string
  date: string
  time: string
  items: { name: string; quantity: number; price: string; amount: string }[]
  total: string
  /** Absent when the ticket prints no tax. */
  taxes?: { rate: string; base: string; amount: string }[]
  paid: { how: 'cash' | 'card'; given: string; last4?: string }
}

const NAMES = ['LECHE ENTERA', 'PAN DE MOLDE', 'CAFE CON LECHE', 'MENU DEL DIA', 'AGUA 1.5L', 'ARROZ 1KG', 'POLLO ASADO', 'DETERGENTE', 'GASEOSA 3L', 'CERVEZA', 'ACEITE OLIVA', 'YOGUR X4', 'PILAS AA', 'SHAMPOO', 'EMPANADA PINO', 'CEVICHE', 'TORTILLA', 'QUESO FRESCO'] as const
const RATES = { es: ['21', '10', '4'], pe: ['18'], cl: ['19'], ec: ['15'] } as const

export function aTicket(country: Facts['country'], roll: Dice): Ticket {
  const base = aFact(country, roll)
  const decimals = country === 'cl' ? 0 : 2
  const items = Array.from({ length: roll.between(1, 8) }, () => {
    const quantity = roll.pick([1, 1, 1, 1, 2, 2, 3, 6])
    const price = country === 'cl' ? String(roll.between(5, 150) * 100 - 10) : `${roll.between(0, 40)}.${String(roll.between(5, 99)).padStart(2, '0')}`
    return { name: roll.pick(NAMES), quantity, price, amount: round(mul(String(quantity), price), decimals) }
  })
  const total = sum(items.map((item) => item.amount))
  const first = items[0]?.amount ?? '0'
  const isSplit = country === 'es' && items.length > 1 && roll.chance(0.5)
  const parts = isSplit ? [{ rate: '4', gross: first }, { rate: '21', gross: sub(total, first) }] : [{ rate: roll.pick(RATES[country]), gross: total }]
  const taxes = parts.map(({ rate, gross }) => {
    const net = div(mul(gross, '100'), add('100', rate), decimals)
    return { rate, base: net, amount: round(sub(gross, net), decimals) }
  })
  const isCash = roll.chance(0.5)
  const given = isCash ? round(add(total, roll.chance(0.3) ? '0' : country === 'cl' ? String(roll.between(1, 9) * 10) : `${roll.between(0, 9)}.${roll.between(10, 99)}`), decimals) : total
  const number = country === 'es' ? roll.pick([`T-${roll.between(1000, 99999)}`, `${roll.between(100000, 999999)}`, `2025/${roll.between(1000, 9999)}`, `A${roll.between(10, 99)}-${roll.between(100, 999)}`])
    : country === 'pe' ? `B00${roll.between(1, 9)}-${String(roll.between(1, 99999)).padStart(8, '0')}`
    : country === 'cl' ? String(roll.between(2100, 999999))
    : `001-00${roll.between(1, 9)}-${String(roll.between(1, 99999)).padStart(9, '0')}`
  return {
    country, vendor: base.vendor, number, date: base.issueDate, time: `${String(roll.between(8, 22)).padStart(2, '0')}:${String(roll.between(0, 59)).padStart(2, '0')}`,
    items, total, ...(roll.chance(0.8) ? { taxes } : {}),
    paid: { how: isCash ? 'cash' : 'card', given, ...(isCash ? {} : { last4: String(roll.between(1000, 9999)) }) },
  }
}

/** `percentOf` proves the split in the tests of this file's users. */
export const taxHolds = (ticket: Ticket): boolean => (ticket.taxes ?? []).every((tax) => Math.abs(Number(percentOf(tax.base, tax.rate)) - Number(tax.amount)) <= (ticket.country === 'cl' ? 1.5 : 0.015))

const TITLES = { es: ['FACTURA SIMPLIFICADA', 'TICKET', 'Factura Simplificada', 'TICKET DE VENTA'], pe: ['BOLETA DE VENTA ELECTRONICA', 'BOLETA ELECTRONICA'], cl: ['BOLETA ELECTRONICA', 'BOLETA ELECTRÓNICA'], ec: ['NOTA DE VENTA', 'TICKET'] } as const
const ID = { es: ['CIF', 'NIF:', 'C.I.F.:', 'NIF'], pe: ['RUC', 'RUC:', 'R.U.C.'], cl: ['RUT', 'R.U.T.:', 'RUT:'], ec: ['RUC', 'RUC:', 'R.U.C.:'] } as const
const TOTALS = { es: ['TOTAL', 'TOTAL A PAGAR', 'TOTAL EUR', 'TOTAL COMPRA', 'IMPORTE TOTAL', 'Total:'], pe: ['IMPORTE TOTAL', 'TOTAL', 'TOTAL A PAGAR', 'TOTAL S/'], cl: ['TOTAL', 'MONTO TOTAL', 'TOTAL A PAGAR'], ec: ['TOTAL', 'VALOR TOTAL', 'TOTAL A PAGAR'] } as const

/** Prints the ticket on a roll of 36 to 46 letters. */
export function printed(ticket: Ticket, roll: Dice): DocumentText {
  const width = roll.between(36, 46)
  const show = (value: string) => money(value, ticket)
  const twoColumns = (left: string, right: string) => left.padEnd(Math.max(left.length + 2, width - right.length)) + right
  const centred = (text: string) => ' '.repeat(Math.max(0, Math.floor((width - text.length) / 2))) + text
  const out = [centred(ticket.vendor.name), centred(`${roll.pick(ID[ticket.country])} ${ticket.vendor.printed}`), centred(ticket.vendor.address.slice(0, width - 2))]
  if (roll.chance(0.4)) out.push(centred(`Tel. 9${roll.between(10, 99)} ${roll.between(100, 999)} ${roll.between(100, 999)}`))
  const title = roll.pick(TITLES[ticket.country])
  const isBelow = ticket.country === 'es' && roll.chance(0.3)
  const numberLine = ticket.country === 'pe' || ticket.country === 'ec' ? [centred(title), centred(ticket.number)] : [`${title} ${roll.pick(['Nº ', 'N° ', 'Nº: ', 'No. '])}${ticket.number}`]
  if (!isBelow) out.push(...numberLine)
  const when = written(ticket.date, { ...roll, pick: (values) => values[0] as (typeof values)[number] })
  out.push(roll.pick([`FECHA: ${when}  HORA: ${ticket.time}`, `${when} ${ticket.time}  Caja ${roll.between(1, 9)}  Op ${String(roll.between(1, 9999)).padStart(4, '0')}`, `Fecha ${when}   ${ticket.time}`, twoColumns(when, ticket.time)]))
  if (roll.chance(0.4)) out.push('-'.repeat(width))
  if (roll.chance(0.3)) out.push(twoColumns('CANT DESCRIPCION', 'IMPORTE'))
  out.push(...itemLines(ticket, roll, twoColumns, show), ...sumLines(ticket, roll, twoColumns, show))
  if (isBelow) out.push(...numberLine)
  out.push(centred(roll.pick(['GRACIAS POR SU COMPRA', 'Gracias por su visita', '*** GRACIAS ***'])))
  return typed(out.join('\n'))
}

type Columns = (left: string, right: string) => string

function itemLines(ticket: Ticket, roll: Dice, columns: Columns, show: (value: string) => string): string[] {
  const style = roll.pick(['prefix', 'below', 'three', 'plain'])
  return ticket.items.flatMap((item) => {
    switch (style) {
      case 'below': return item.quantity === 1 ? [columns(item.name, show(item.amount))] : [item.name, columns(`  ${item.quantity} x ${show(item.price)}`, show(item.amount))]
      case 'three': return [columns(`${item.quantity} ${item.name}`.padEnd(20) + show(item.price).padStart(8), show(item.amount))]
      case 'prefix': return [columns(`${item.quantity} ${item.name}`, show(item.amount))]
      default: return [columns(item.name, show(item.amount))]
    }
  })
}

function sumLines(ticket: Ticket, roll: Dice, columns: Columns, show: (value: string) => string): string[] {
  const mark = { es: ['', ' €', ' EUR'], pe: ['S/ ', ''], cl: ['$ ', '$', ''], ec: ['$ ', '$', ''] }[ticket.country]
  const sign = roll.pick(mark)
  const signed = (value: string) => (ticket.country === 'es' ? show(value) + sign : sign + show(value))
  const out: string[] = []
  if (roll.chance(0.25)) out.push(columns('TOTAL ARTICULOS', String(ticket.items.reduce((all, item) => all + item.quantity, 0))))
  const total = columns(roll.pick(TOTALS[ticket.country]), signed(ticket.total))
  const taxes = taxLines(ticket, roll, columns, show)
  const paid = ticket.paid.how === 'cash'
    ? [columns(roll.pick(['EFECTIVO', 'ENTREGADO', 'Efectivo']), show(ticket.paid.given)), ...(roll.chance(0.8) ? [columns(ticket.country === 'pe' || ticket.country === 'cl' ? 'VUELTO' : 'CAMBIO', show(sub(ticket.paid.given, ticket.total)))] : [])]
    : [columns(`${roll.pick(['TARJETA', 'VISA', 'TARJETA VISA'])} ****${ticket.paid.last4}`, show(ticket.total))]
  out.push(...(roll.chance(0.5) ? [total, ...paid, ...taxes] : [...(isBefore(ticket) ? taxes : []), total, ...(isBefore(ticket) ? [] : taxes), ...paid]))
  if (roll.chance(0.2)) out.push(columns('PUNTOS ACUMULADOS', String(roll.between(100, 9999))))
  return out
}

const isBefore = (ticket: Ticket) => ticket.country === 'pe'

function taxLines(ticket: Ticket, roll: Dice, columns: Columns, show: (value: string) => string): string[] {
  if (ticket.taxes === undefined) return []
  const name = ticket.country === 'pe' ? 'IGV' : 'IVA'
  if (ticket.country === 'pe') return ticket.taxes.flatMap((tax) => [columns('OP. GRAVADA', show(tax.base)), columns(`IGV ${tax.rate}%`, show(tax.amount))])
  if (ticket.country === 'cl') return ticket.taxes.map((tax) => roll.pick([`El IVA incluido en esta boleta es de $ ${show(tax.amount)}`, columns('IVA INCLUIDO', show(tax.amount))]))
  const table = [`${name}`.padEnd(8) + 'BASE'.padStart(9) + 'CUOTA'.padStart(9), ...ticket.taxes.map((tax) => `${tax.rate}%`.padEnd(8) + show(tax.base).padStart(9) + show(tax.amount).padStart(9))]
  const rows = ticket.taxes.flatMap((tax) => [columns(`Base imponible ${tax.rate}%`, show(tax.base)), columns(`${name} ${tax.rate}%`, show(tax.amount))])
  return roll.pick([table, table, rows])
}
