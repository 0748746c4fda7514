import type { DocumentText } from '@chasqui/contracts'
import { payableOf, type Facts } from './facts.fixture.ts'
import { paper, type Dice, type Paper } from './paper.fixture.ts'

const MONTHS = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre']
const ID = { es: ['NIF', 'CIF', 'N.I.F.', 'C.I.F.', 'NIF/CIF'], pe: ['RUC', 'R.U.C.', 'R.U.C. N°'], cl: ['RUT', 'R.U.T.'], ec: ['RUC', 'R.U.C.'] } as const
const TAX = { es: ['IVA', 'I.V.A.', 'Cuota IVA'], pe: ['IGV', 'I.G.V.'], cl: ['IVA', 'I.V.A.'], ec: ['IVA'] } as const
const BASE = { es: ['Base imponible', 'BASE IMPONIBLE', 'Subtotal', 'Base', 'Importe neto', 'Total neto'], pe: ['Op. Gravada', 'OP. GRAVADAS', 'Valor de venta', 'Sub Total', 'Total Valor de Venta - Operaciones Gravadas'], cl: ['Monto Neto', 'NETO', 'Total neto', 'Afecto'], ec: ['SUBTOTAL 15%', 'SUBTOTAL SIN IMPUESTOS', 'Subtotal'] } as const
const TOTAL = { es: ['TOTAL', 'Total factura', 'TOTAL A PAGAR', 'Importe total', 'Total'], pe: ['Importe Total', 'IMPORTE TOTAL', 'TOTAL', 'Total a pagar'], cl: ['Total', 'TOTAL', 'Monto Total'], ec: ['VALOR TOTAL', 'TOTAL', 'Total a pagar'] } as const
const TITLE = { es: ['FACTURA', 'Factura'], pe: ['FACTURA ELECTRÓNICA', 'FACTURA ELECTRONICA'], cl: ['FACTURA ELECTRÓNICA', 'FACTURA ELECTRONICA'], ec: ['FACTURA'] } as const
const NUMBER = { es: ['Nº de factura', 'Factura nº', 'Nº factura', 'Número', 'Factura', 'Núm. factura', 'Nº'], pe: ['N°', 'Nº'], cl: ['N°', 'Nº', 'Folio'], ec: ['No.', 'N°'] } as const

/** Lays the facts out as one of very many letterheads would; the dice choose words, places and ways of writing. */
export function laidOut(facts: Facts, roll: Dice): DocumentText {
  const sheet = paper()
  const y = head(sheet, facts, roll)
  const afterBuyer = buyer(sheet, facts, roll, y)
  const afterLines = table(sheet, facts, roll, afterBuyer + 25)
  sums(sheet, facts, roll, afterLines + 20)
  foot(sheet, facts, roll)
  return sheet.text()
}

export function money(value: string, facts: Pick<Facts, 'country'>): string {
  const isPoint = facts.country === 'pe' || facts.country === 'ec'
  const [whole = '0', fraction] = value.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, isPoint ? ',' : '.')
  return fraction === undefined ? grouped : `${grouped}${isPoint ? '.' : ','}${fraction}`
}

export function written(date: string, roll: Dice): string {
  const [y = '', m = '', d = ''] = date.split('-')
  return roll.pick([`${d}/${m}/${y}`, `${d}/${m}/${y}`, `${d}-${m}-${y}`, `${d}.${m}.${y}`, `${Number(d)} de ${MONTHS[Number(m) - 1]} de ${y}`, `${d}/${m}/${y.slice(2)}`, date])
}

const colon = (label: string, roll: Dice) => label + roll.pick([':', ':', ' :', ''])

/** The vendor, the title and the number in one of four arrangements. */
function head(sheet: Paper, facts: Facts, roll: Dice): number {
  const { vendor, country } = facts
  const [vendorX, boxX] = roll.chance(0.75) ? [40, 400] : [330, 40]
  const vendorLines = [vendor.name, vendor.address, `${colon(roll.pick(ID[country]), roll)} ${vendor.printed}`, ...(roll.chance(0.5) ? ['Tel. 910 000 111 - www.ejemplo.example'] : []), ...(roll.chance(0.3) ? ['info@ejemplo.example'] : [])]
  if (roll.chance(0.3)) vendorLines.splice(1, 0, vendorLines.splice(2, 1)[0] as string)
  vendorLines.forEach((line, i) => sheet.put(line, vendorX, 50 + i * 14, { size: i === 0 ? roll.pick([10, 12, 14]) : 9 }))

  sheet.put(roll.pick(TITLE[country]), boxX, 50, { size: roll.pick([12, 16, 20]) })
  const number = roll.pick(NUMBER[country])
  const issue = roll.pick(['Fecha', 'Fecha de emisión', 'Fecha emisión', 'Fecha factura', 'F. emisión', 'Emisión'])
  const due = roll.pick(['Vencimiento', 'Fecha de vencimiento', 'F. vto.', 'Vence', 'Fecha vencimiento'])
  const rows: [string, string][] = [[number, facts.number], [issue, written(facts.issueDate, roll)], ...(facts.dueDate === undefined ? [] : [[due, written(facts.dueDate, roll)] as [string, string]])]
  if (roll.chance(0.35)) {
    const shuffled = roll.chance(0.5) ? rows : [...rows.slice(1), ...rows.slice(0, 1)]
    shuffled.forEach(([label, value], i) => {
      sheet.put(label, 40 + i * 170, 140, { size: 8 })
      sheet.put(value, 40 + i * 170, 153, { size: 10 })
    })
    return 180
  }
  const gap = roll.pick([0, 0, 100])
  rows.forEach(([label, value], i) => {
    if (gap === 0) sheet.put(`${colon(label, roll)} ${value}`, boxX, 75 + i * 14)
    else {
      sheet.put(colon(label, roll), boxX - 60, 78 + i * 14)
      sheet.put(value, boxX - 60 + gap, 78 + i * 14)
    }
  })
  return 140
}

function buyer(sheet: Paper, { buyer: party, country }: Facts, roll: Dice, y: number): number {
  const x = roll.pick([40, 40, 300])
  const id = roll.pick(ID[country])
  if (roll.chance(0.5)) {
    const label = roll.pick(['Cliente', 'Señor(es)', 'Facturar a', 'Razón social', 'Adquirente'])
    sheet.put(`${colon(label, roll)} ${party.name}`, x, y)
    sheet.put(`${colon(id, roll)} ${party.printed}`, x, y + 14)
    sheet.put(`Dirección: ${party.address}`, x, y + 28)
    return y + 42
  }
  sheet.put(roll.pick(['CLIENTE', 'Datos del cliente', 'FACTURADO A', 'Facturar a:', 'Datos de facturación del cliente']), x, y, { size: 9 })
  sheet.put(party.name, x, y + 14)
  sheet.put(`${colon(id, roll)} ${party.printed}`, x, y + 28)
  sheet.put(party.address, x, y + 42)
  return y + 56
}

type Col = { head: string; x: number; align: 'left' | 'right'; of: (line: Facts['lines'][number], i: number) => string }

function table(sheet: Paper, facts: Facts, roll: Dice, y: number): number {
  const show = (value: string) => money(value, facts)
  const description = roll.pick(['Descripción', 'Concepto', 'Detalle', 'Artículo', 'DESCRIPCIÓN', 'Producto'])
  const quantity = roll.pick(['Cantidad', 'Cant.', 'Uds.', 'CANT', 'Unidades'])
  const price = roll.pick(['Precio', 'Precio unitario', 'P. Unit.', 'P.U.', 'Valor unitario', 'PRECIO'])
  const net = roll.pick(['Importe', 'Total', 'Valor', 'IMPORTE', 'Subtotal', 'Total línea', 'Valor venta'])
  const columns: Col[] = roll.chance(0.6)
    ? [{ head: description, x: 40, align: 'left', of: (line) => line.description }, { head: quantity, x: 350, align: 'right', of: (line) => line.quantity }, { head: price, x: 450, align: 'right', of: (line) => show(line.price) }, { head: net, x: 550, align: 'right', of: (line) => show(line.net) }]
    : [{ head: quantity, x: 40, align: 'left', of: (line) => line.quantity }, { head: description, x: 110, align: 'left', of: (line) => line.description }, { head: price, x: 440, align: 'right', of: (line) => show(line.price) }, { head: net, x: 550, align: 'right', of: (line) => show(line.net) }]
  for (const column of columns) sheet.put(column.head, column.x, y, { align: column.align, size: 9 })
  const leading = roll.pick([14, 18, 24])
  facts.lines.forEach((line, i) => {
    for (const column of columns) sheet.put(column.of(line, i), column.x, y + 18 + i * leading, { align: column.align, size: 9 })
  })
  return y + 18 + facts.lines.length * leading
}

function sums(sheet: Paper, facts: Facts, roll: Dice, y: number): void {
  const { country } = facts
  const sign = { es: ['', ' €', ' EUR'], pe: ['', 'S/ ', 'S/. '], cl: ['', '$ ', '$'], ec: ['', '$ ', '$'] }[country]
  const mark = roll.pick(sign)
  const show = (value: string) => (country === 'es' ? money(value, facts) + mark : mark + money(value, facts))
  const base = roll.pick(BASE[country])
  const tax = roll.pick(TAX[country])
  const total = roll.pick(TOTAL[country])
  const rate = roll.pick([`${tax} ${facts.rate}%`, `${tax} ${facts.rate} %`, `${tax} (${facts.rate}%)`, tax])
  if (country === 'es' && facts.withholding === undefined && roll.chance(0.3)) {
    const heads = ['Base imponible', '% IVA', 'Cuota IVA', 'Total factura']
    const values = [show(facts.subtotal), roll.pick([`${facts.rate}%`, `${facts.rate},00`]), show(facts.tax), show(facts.total)]
    heads.forEach((text, i) => {
      sheet.put(text, 150 + i * 120, y, { align: 'right', size: 9 })
      sheet.put(values[i] ?? '', 150 + i * 120, y + 15, { align: 'right' })
    })
    return
  }
  const rows: [string, string][] = [
    [base, show(facts.subtotal)],
    [rate, show(facts.tax)],
    ...(facts.withholding === undefined ? [] : [[roll.pick(['IRPF 15%', 'Retención IRPF 15%', 'Retención (15%)']), `-${show(facts.withholding.amount)}`] as [string, string]]),
    [total, show(payableOf(facts))],
  ]
  rows.forEach(([label, value], i) => {
    sheet.put(roll.chance(0.3) ? `${label}:` : label, 390, y + i * 18)
    sheet.put(value, 550, y + i * 18, { align: 'right', size: i === rows.length - 1 ? 12 : 10 })
  })
}

const FEET = [
  'Inscrita en el Registro Mercantil, tomo 1.234, folio 56, hoja M-78.901',
  'Forma de pago: transferencia bancaria a 30 días',
  'Gracias por su confianza',
  'Página 1 de 1',
  'Pedido: 4500012 - Albarán: 77123 del 02/01/2025',
  'Teléfono de atención: 900 123 456',
  'Representación impresa del comprobante electrónico',
] as const

function foot(sheet: Paper, facts: Facts, roll: Dice): void {
  let y = 760
  for (const text of FEET) if (roll.chance(0.35)) sheet.put(text, 40, (y += 12), { size: 7 })
  if (facts.country === 'es' && roll.chance(0.3)) sheet.put('IBAN: ES91 2100 0418 4502 0005 1332', 40, y + 12, { size: 8 })
}
