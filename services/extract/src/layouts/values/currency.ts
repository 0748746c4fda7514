import type { Tenant } from '@chasqui/contracts'
import { findCurrencies, rulesOf } from '@chasqui/tax'
import type { Sheet } from '../page/sheet.ts'
import { spanOf, type Span } from '../page/span.ts'

/** The currency of a document; without `span` it is the usual one of the country, not printed. */
export type ReadCurrency = { code: string | undefined; span?: Span }

/** Where "$" alone is not the country's own money it is the dollar of the United States. */
export function signCountry(country: string): string {
  return ['PE', 'ES'].includes(country) ? 'US' : country
}

const TOTAL = /(?<![a-z])(?<!sub ?)total(?![a-z])|a pagar/
/** "UF 27,5" in a footnote and a rate of exchange name a currency that the amounts are not in. */
const ASIDE = /tipo de cambio|t\.? ?c\.?:|capital social|equivalente|exchange|valor uf|cuenta/

/**
 * The currency that stands beside the total; else the one that is printed most; else, when nothing is printed, the
 * country's own where it has only one that surprises nobody, or the tenant's.
 */
export function currencyOf(sheet: Sheet, country: string, tenant: Tenant): ReadCurrency {
  const found = sheet.lines.flatMap((line) =>
    findCurrencies(line.text, signCountry(country)).map(({ currency, index }) => ({
      currency, span: spanOf(line, index, index + 1), isBesideTotal: TOTAL.test(line.folded), isAside: ASIDE.test(line.folded),
    })))
  const votes = new Map<string, number>()
  for (const one of found) votes.set(one.currency, (votes.get(one.currency) ?? 0) + (one.isAside ? 0 : one.isBesideTotal ? 5 : 1))
  const [most] = [...votes].sort((a, b) => b[1] - a[1])
  if (most !== undefined && most[1] > 0) {
    const where = found.find((one) => one.currency === most[0] && one.isBesideTotal) ?? found.find((one) => one.currency === most[0])
    return where === undefined ? { code: most[0] } : { code: most[0], span: where.span }
  }
  const own = rulesOf(country)?.currencies[0]
  return { code: own ?? (country === tenant.country ? tenant.baseCurrency : undefined) }
}
