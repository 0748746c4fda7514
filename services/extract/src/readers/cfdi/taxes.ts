import { add, mul } from '@chasqui/tax'
import type { TaxLine } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Element } from '../xml/tree.ts'
import { attributeOf } from './attribute.ts'

/** SAT catalogue c_Impuesto; 3.2 writes the names. */
const KINDS: Readonly<Record<string, TaxLine['kind']>> = { '002': 'IVA', '003': 'IEPS', IVA: 'IVA', IEPS: 'IEPS' }
const NAMES: Readonly<Record<string, string>> = { '001': 'ISR', '002': 'IVA', '003': 'IEPS' }

/** A transferred tax. Undefined when it has neither base nor amount. */
export function taxLineOf(element: Element): TaxLine | undefined {
  const base = readDecimal(attributeOf(element, 'Base') ?? '')
  const amount = readDecimal(attributeOf(element, 'Importe') ?? '')
  if (base === undefined && amount === undefined) return undefined
  const code = attributeOf(element, 'Impuesto') ?? ''
  return { kind: KINDS[code] ?? 'OTHER', code, rate: rateOf(element), base: base ?? '0', amount: amount ?? '0' }
}

/** The name of a withheld tax. */
export function taxNameOf(element: Element): string {
  const code = attributeOf(element, 'Impuesto') ?? ''
  return NAMES[code] ?? code
}

/** TasaOCuota is a fraction ("0.160000"), a Cuota an amount a unit; 3.2's tasa is in percent already. */
function rateOf(element: Element): string | null {
  if (attributeOf(element, 'TipoFactor') === 'Exento' || attributeOf(element, 'TipoFactor') === 'Cuota') return null
  const fraction = readDecimal(attributeOf(element, 'TasaOCuota') ?? '')
  if (fraction !== undefined) return percent(mul(fraction, '100'))
  return readDecimal(attributeOf(element, 'Tasa') ?? '') ?? null
}

/** Two decimals, more only where they say something. */
function percent(value: string): string {
  const trimmed = value.replace(/(\.\d\d\d*?)0+$/, '$1')
  return /\.\d\d/.test(trimmed) ? trimmed : value
}

/** Lines of the same tax at the same rate as one. */
export function joined(lines: readonly TaxLine[]): TaxLine[] {
  const byRate = new Map<string, TaxLine>()
  for (const line of lines) {
    const key = `${line.kind} ${line.code} ${line.rate}`
    const known = byRate.get(key)
    byRate.set(key, known === undefined ? line : { ...known, base: add(known.base, line.base), amount: add(known.amount, line.amount) })
  }
  return [...byRate.values()]
}
