import { abs, compare, isWithin, isZero, mul, percentOf } from '@chasqui/tax'
import type { Line, Sheet } from '../../page/sheet.ts'
import { percentTokens, type AmountToken } from '../../values/amount-token.ts'
import { onLine } from '../../values/on-line.ts'

/** One row of a tax table: rate, base and tax that agree with each other. */
export type TaxRow = {
  rate: string
  base: string
  baseToken: AmountToken
  amount: string
  amountToken: AmountToken
  /** Spain's recargo de equivalencia, printed in the same row. */
  surcharge?: { rate: string; amount: string }
}

export const TAX_WORD = /(?<![a-z])(?:i\.?v\.?a|i\.?g\.?v|igic|vat|impuesto|tax|cuota)(?![a-z])/
const TABLE_WORD = /(?<![a-z])(?:base|imponible|cuota|neto|b\.? ?i)(?![a-z])/
/** A heading speaks for the rows at most so many lines below it. */
const HEADING_REACH = 7

/**
 * The tables of taxes that the page may show: rows with a rate beside its base and its tax ("21%  5,00  1,05", in any
 * order). A rate is known by its percent sign, or, in a table headed by tax words, by its being lawful. Several tables
 * when a row can be read in several ways; none when there is no such row. `unit` is the smallest unit of the currency.
 */
export function taxTablesOf(sheet: Sheet, amounts: readonly AmountToken[], isExcluded: (line: Line) => boolean, lawful: ReadonlySet<string>, unit: string): TaxRow[][] {
  const lines: TaxRow[][] = []
  let headedUntil = -1
  for (const line of sheet.lines) {
    if (TAX_WORD.test(line.folded) && TABLE_WORD.test(line.folded)) headedUntil = line.at + HEADING_REACH
    if (isExcluded(line)) continue
    const tokens = onLine(amounts, line)
    const rows = rowsOf(tokens, ratesOn(line, tokens, headedUntil >= line.at ? lawful : NONE), unit)
    if (rows.length > 0) lines.push(rows)
  }
  return combinations(lines)
}

/** "5,00  21,00  1,05" is 21 % of 5 and 5 % of 21: which one, only the sum of the document tells. */
const MAX_TABLES = 32

function combinations(lines: readonly TaxRow[][]): TaxRow[][] {
  return lines.reduce<TaxRow[][]>((tables, rows) => tables.flatMap((table) => rows.map((row) => [...table, row])).slice(0, MAX_TABLES), lines.length === 0 ? [] : [[]])
}

/** A line that prints one rate and some amounts: a row of a tax table, of which a scan may have lost a part. */
export type RatedLine = { rate: string; money: readonly AmountToken[] }

/** The lines with a rate outside the table of lines, whatever of them can still be read. */
export function ratedLinesOf(sheet: Sheet, amounts: readonly AmountToken[], isExcluded: (line: Line) => boolean): RatedLine[] {
  return sheet.lines.filter((line) => !isExcluded(line)).flatMap((line) => {
    const rates = percentTokens(line)
    const money = onLine(amounts, line).filter((token) => token.isMoneyLike)
    return rates.length === 1 && rates[0] !== undefined && money.length > 0 ? [{ rate: plain(rates[0].rate), money }] : []
  })
}

const NONE: ReadonlySet<string> = new Set()

type RateOnLine = { rate: string; token?: AmountToken }

function ratesOn(line: Line, tokens: readonly AmountToken[], lawful: ReadonlySet<string>): RateOnLine[] {
  const signed = percentTokens(line).map(({ rate }) => ({ rate }))
  if (signed.length > 0) return signed
  return tokens.flatMap((token) => token.values.filter((value) => lawful.has(plain(value))).map((value) => ({ rate: value, token })))
}

function rowsOf(tokens: readonly AmountToken[], rates: readonly RateOnLine[], unit: string): TaxRow[] {
  const money = tokens.filter((token) => token.isMoneyLike || token.values.length === 1)
  return rates.flatMap((rate) => {
    const others = money.filter((token) => token !== rate.token)
    return others.flatMap((baseToken) => others.filter((token) => token !== baseToken).flatMap((amountToken) =>
      baseToken.values.flatMap((base) => amountToken.values.filter((amount) => isTaxOf(base, rate.rate, amount, unit)).map((amount): TaxRow => {
        const surcharge = surchargeIn(others.filter((token) => token !== baseToken && token !== amountToken), base, rate.rate, unit)
        return { rate: plain(rate.rate), base: abs(base), baseToken, amount: abs(amount), amountToken, ...(surcharge === undefined ? {} : { surcharge }) }
      }))))
  })
}

/** Which recargo goes with which rate of IVA: law 37/1992, article 161. */
const SURCHARGE_OF: Readonly<Record<string, string>> = { 21: '5.2', 10: '1.4', 5: '0.62', 4: '0.5' }

function surchargeIn(tokens: readonly AmountToken[], base: string, rate: string, unit: string): TaxRow['surcharge'] {
  const surcharge = SURCHARGE_OF[plain(rate)]
  const amount = surcharge === undefined ? undefined : tokens.flatMap((token) => token.values).find((value) => isTaxOf(base, surcharge, value, unit))
  return surcharge === undefined || amount === undefined ? undefined : { rate: surcharge, amount: abs(amount) }
}

/** Whether the amount is the tax on the base, give or take rounding line by line. Zero rates need their amount to be zero. */
export function isTaxOf(base: string, rate: string, amount: string, unit: string): boolean {
  const [b, a] = [abs(base), abs(amount)]
  if (isZero(b) || compare(a, b) >= 0) return false
  return isWithin(percentOf(b, rate), a, isZero(rate) ? '0' : mul(unit, '1.5'))
}

/** "21,00" and "21" are one rate. */
export function plain(rate: string): string {
  return rate.includes('.') ? rate.replace(/\.?0+$/, '') : rate
}
