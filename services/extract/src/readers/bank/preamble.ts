import { findIbans, isCurrency } from '@chasqui/tax'
import { accountIdOf } from './statement.ts'

/** What the lines above a table of movements tell about the account. */
export type Preamble = { iban?: string; number?: string; currency?: string; holder?: string }

const ACCOUNT_LABEL = /\b(cuenta|account|cci|iban|conta|n[.ºo°]* ?cta|cta)\b/i
const HOLDER_LABEL = /\b(titular|holder|cliente|account name)\b/i
const MIN_DIGITS = 6

/** Reads labels and the cells behind them: `Cuenta corriente; 191-12345678-0-12; Moneda; PEN`. */
export function readPreamble(lines: readonly (readonly string[])[]): Preamble {
  const cells = lines.flatMap((line) => line.map((cell, index) => ({ cell, next: line.slice(index + 1).find((other) => other !== '') })))
  const [iban] = findIbans(lines.flat().join(' | '))
  const holder = cells.find(({ cell }) => HOLDER_LABEL.test(cell))
  const number = iban === undefined ? numberIn(cells) : undefined
  const currency = currencyIn(cells)
  return {
    ...(iban === undefined ? {} : { iban }),
    ...(number === undefined ? {} : { number }),
    ...(currency === undefined ? {} : { currency }),
    ...(holder === undefined ? {} : valueOf(holder, 'holder')),
  }
}

type Cell = { cell: string; next: string | undefined }

function numberIn(cells: readonly Cell[]): string | undefined {
  for (const { cell, next } of cells) {
    if (!ACCOUNT_LABEL.test(cell)) continue
    for (const text of [cell.split(':').slice(1).join(':'), next ?? '', cell]) {
      const digits = /[\d][\d\s.*-]{4,}\d/.exec(text)?.[0]
      if (digits !== undefined && digits.replace(/\D/g, '').length >= MIN_DIGITS) return accountIdOf(digits).number
    }
  }
  return undefined
}

function currencyIn(cells: readonly Cell[]): string | undefined {
  for (const { cell, next } of cells) {
    if (!/\b(moneda|divisa|currency)\b/i.test(cell)) continue
    for (const word of `${cell} ${next ?? ''}`.toUpperCase().match(/\b[A-Z]{3}\b/g) ?? []) if (isCurrency(word)) return word
  }
  const alone = cells.find(({ cell }) => /^[A-Z]{3}$/.test(cell) && isCurrency(cell))
  return alone?.cell
}

function valueOf({ cell, next }: Cell, key: 'holder'): { holder?: string } {
  const behind = cell.split(':').slice(1).join(':').trim() || next
  return behind === undefined || /\d{5}/.test(behind) ? {} : { [key]: behind.slice(0, 100) }
}
