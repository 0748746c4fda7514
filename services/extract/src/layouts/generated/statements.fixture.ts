import { add, isNegative, negate } from '@chasqui/tax'
import type { DocumentText } from '@chasqui/contracts'
import { money, written } from './designs.fixture.ts'
import type { Facts } from './facts.fixture.ts'
import { paper, type Dice } from './paper.fixture.ts'

/** An invented bank statement, oldest movement first. */
export type Statement = {
  country: Facts['country']
  account: { iban: string } | { number: string }
  opening: string
  closing: string
  movements: { date: string; text: string; more?: string; amount: string; balance: string }[]
  from: string
  to: string
}

const TEXTS = ['TRANSFERENCIA RECIBIDA', 'RECIBO LUZ ENERGIA SUR', 'COMPRA TARJETA 4411 SUPERMERCADO', 'COMISION MANTENIMIENTO', 'NOMINA MAYO', 'PAGO PROVEEDORES', 'DEPOSITO EN EFECTIVO', 'PAGO DE SERVICIOS 0012345', 'IMPUESTO ITF', 'ABONO CLIENTE FACTURA F001-123', 'CHEQUE 000123', 'REINTEGRO CAJERO'] as const
const IBANS = { es: 'ES9121000418450200051332' } as const

export function aStatement(country: Facts['country'], roll: Dice): Statement {
  const whole = country === 'cl'
  const amount = () => (whole ? String(roll.between(1, 900) * 1_000 + roll.between(0, 999)) : `${roll.between(1, 4000)}.${String(roll.between(0, 99)).padStart(2, '0')}`)
  const opening = amount()
  const month = String(roll.between(1, 12)).padStart(2, '0')
  const days = Array.from({ length: roll.between(2, 14) }, () => roll.between(1, 28)).sort((a, b) => a - b)
  let balance = opening
  const movements = days.map((day) => {
    const moved = roll.chance(0.6) ? negate(amount()) : amount()
    balance = add(balance, moved)
    return { date: `2025-${month}-${String(day).padStart(2, '0')}`, text: roll.pick(TEXTS), ...(roll.chance(0.15) ? { more: 'REF CONTRATO ANUAL' } : {}), amount: moved, balance }
  })
  return {
    country, opening, closing: balance, movements, from: `2025-${month}-01`, to: `2025-${month}-28`,
    account: country === 'es' ? { iban: IBANS.es } : { number: `191-${roll.between(1000000, 9999999)}-0-12` },
  }
}

const NAMES = {
  date: ['Fecha', 'FECHA', 'F. operación', 'Fecha operación', 'Fecha contable'],
  value: ['F. valor', 'Fecha valor', 'Valor'],
  text: ['Concepto', 'Descripción', 'DETALLE', 'Movimiento'],
  amount: ['Importe', 'IMPORTE', 'Monto'],
  debit: ['Cargo', 'Cargos', 'Debe', 'Retiros'],
  credit: ['Abono', 'Abonos', 'Haber', 'Depósitos'],
  balance: ['Saldo', 'SALDO', 'Saldo contable'],
} as const

/** Prints the statement: one signed column or two, one date or two, newest first or last, years shown or not. */
export function printedStatement(statement: Statement, roll: Dice): DocumentText {
  const sheet = paper()
  const show = (value: string) => (isNegative(value) ? `-${money(negate(value), statement)}` : money(value, statement))
  const isShort = roll.chance(0.25)
  const day = (date: string) => (isShort ? `${date.slice(8)}/${date.slice(5, 7)}` : written(date, { ...roll, pick: (values) => values[0] as (typeof values)[number] }))
  sheet.put('BANCO DE PRUEBA', 40, 40, { size: 14 })
  sheet.put(roll.pick(['Extracto de cuenta', 'ESTADO DE CUENTA', 'Cartola de movimientos', 'Movimientos de la cuenta']), 40, 62)
  sheet.put('Titular: CLIENTE UNO', 40, 78)
  sheet.put(`Periodo: del ${statement.from.split('-').reverse().join('/')} al ${statement.to.split('-').reverse().join('/')}`, 300, 78)
  sheet.put('iban' in statement.account ? `IBAN: ${statement.account.iban.replace(/(.{4})(?=.)/g, '$1 ')}` : `N° de cuenta: ${statement.account.number}`, 40, 94)
  if (statement.country === 'pe') sheet.put('Moneda: SOLES', 300, 94)

  const isSplit = roll.chance(0.5)
  const hasValue = roll.chance(0.5)
  const y = 130
  sheet.put(roll.pick(NAMES.date), 40, y, { size: 9 })
  if (hasValue) sheet.put(roll.pick(NAMES.value), 105, y, { size: 9 })
  const textX = hasValue ? 170 : 115
  sheet.put(roll.pick(NAMES.text), textX, y, { size: 9 })
  if (isSplit) {
    sheet.put(roll.pick(NAMES.debit), 400, y, { size: 9, align: 'right' })
    sheet.put(roll.pick(NAMES.credit), 475, y, { size: 9, align: 'right' })
  } else sheet.put(roll.pick(NAMES.amount), 475, y, { size: 9, align: 'right' })
  sheet.put(roll.pick(NAMES.balance), 555, y, { size: 9, align: 'right' })

  const isOpeningShown = roll.chance(0.6)
  let at = y + 20
  const isNewestFirst = !isOpeningShown && roll.chance(0.4)
  if (isOpeningShown) {
    sheet.put(roll.pick(['SALDO ANTERIOR', 'Saldo inicial']), textX, at, { size: 9 })
    sheet.put(show(statement.opening), 555, at, { size: 9, align: 'right' })
    at += 18
  }
  for (const movement of isNewestFirst ? statement.movements.toReversed() : statement.movements) {
    sheet.put(day(movement.date), 40, at, { size: 9 })
    if (hasValue) sheet.put(day(movement.date), 105, at, { size: 9 })
    sheet.put(movement.text, textX, at, { size: 9 })
    if (isSplit) sheet.put(show(isNegative(movement.amount) ? negate(movement.amount) : movement.amount), isNegative(movement.amount) ? 400 : 475, at, { size: 9, align: 'right' })
    else sheet.put(show(movement.amount), 475, at, { size: 9, align: 'right' })
    sheet.put(show(movement.balance), 555, at, { size: 9, align: 'right' })
    if (movement.more !== undefined) sheet.put(movement.more, textX, (at += 10), { size: 9 })
    at += 18
  }
  if (roll.chance(0.5) && !isNewestFirst) {
    sheet.put('SALDO FINAL', textX, at, { size: 9 })
    sheet.put(show(statement.closing), 555, at, { size: 9, align: 'right' })
  }
  sheet.put('Este extracto se considera conforme si no se reclama en 30 días.', 40, 800, { size: 7 })
  return sheet.text()
}
