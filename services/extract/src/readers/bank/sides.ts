import { plainUpper } from '@chasqui/tax'

const DEBIT_WORDS = new Set(['D', 'DR', 'DEBE', 'DEBIT', 'DEBITO', 'CARGO', 'CARGOS', 'EGRESO', 'RETIRO', 'GASTO', 'SALIDA', 'PAGO', 'DBIT', '-'])
const CREDIT_WORDS = new Set(['H', 'CR', 'HABER', 'CREDIT', 'CREDITO', 'ABONO', 'ABONOS', 'INGRESO', 'DEPOSITO', 'ENTRADA', 'COBRO', 'CRDT', '+'])

/**
 * What each value of a column of sides means: true for money out. Single letters depend on their partner: C is the
 * credit beside a D, but the charge (cargo) beside an A (abono). Undefined when a value is neither.
 */
export function debitsBySide(values: readonly string[]): ReadonlyMap<string, boolean> | undefined {
  const isDebit = new Map<string, boolean>()
  const seen = new Set(values.map((value) => plainUpper(value).trim()))
  const isChargeLetter = seen.has('A') && !seen.has('D')
  for (const value of seen) {
    if (value === 'A' || CREDIT_WORDS.has(value)) isDebit.set(value, false)
    else if (DEBIT_WORDS.has(value)) isDebit.set(value, true)
    else if (value === 'C') isDebit.set(value, isChargeLetter)
    else return undefined
  }
  return isDebit
}
