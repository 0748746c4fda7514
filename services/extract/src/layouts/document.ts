import type { Tenant } from '@chasqui/contracts'
import { countries, rulesOf } from '@chasqui/tax'
import { referenceLinesOf } from './fields/references.ts'
import { frontPage, type Line, type Sheet } from './page/sheet.ts'
import { overlap } from './page/span.ts'
import { amountTokens, type AmountToken } from './values/amount-token.ts'
import { dateTokens, timeTokens, type DateToken, type TimeToken } from './values/date-token.ts'
import { currencyOf, type ReadCurrency } from './values/currency.ts'
import { taxIdTokens, type TaxIdToken } from './values/tax-id-token.ts'

/** A page sheet with everything on it that has a shape of its own: what the fields are then chosen from. */
export type Document = {
  sheet: Sheet
  tenant: Tenant
  country: string
  currency: ReadCurrency
  taxIds: readonly TaxIdToken[]
  dates: readonly DateToken[]
  times: readonly TimeToken[]
  amounts: readonly AmountToken[]
  /** Lines about the document that this one corrects. */
  referenceLines: ReadonlySet<Line>
}

/** Recognises ids, dates, times and amounts on a sheet, and the country and currency that tell how to read them. */
export function documentOf(sheet: Sheet, tenant: Tenant): Document {
  const others = countries.map((rules) => rules.country).filter((code) => code !== tenant.country)
  const taxIds = taxIdTokens(sheet, rulesOf(tenant.country) === undefined ? others : [tenant.country, ...others])
  const country = countryOf(taxIds, tenant)
  const dates = dateTokens(sheet, country)
  const times = timeTokens(sheet)
  const currency = currencyOf(sheet, country, tenant)
  const taken = [...taxIds, ...dates, ...times].map((token) => token.span)
  const amounts = amountTokens(sheet, { country, currency: currency.code }).filter((token) => !taken.some((span) => overlap(span, token.span)))
  return { sheet, tenant, country, currency, taxIds, dates, times, amounts, referenceLines: referenceLinesOf(sheet) }
}

/**
 * The country of the issuer's id, which stands first. The tenant's own id says where the tenant is; an id without a
 * label proves another country only when the tenant's country has none on the page.
 */
function countryOf(taxIds: readonly TaxIdToken[], tenant: Tenant): string {
  const valid = taxIds.filter((id) => id.valid && !tenant.taxIds.includes(id.value))
  const foreign = valid.find((id) => id.isLabelled)
  if (valid.some((id) => id.country === tenant.country)) return tenant.country
  return foreign?.country ?? tenant.country
}

/** Whether a line lies in the top part of its page. */
export function isInTop(document: Document, line: Line, part: number): boolean {
  const page = document.sheet.pages.find((one) => one.n === line.page)
  const lines = document.sheet.lines.filter((one) => one.page === line.page)
  const bottom = Math.max(...lines.map((one) => one.y + one.h))
  return page !== undefined && line.page === frontPage(document.sheet) && line.y + line.h / 2 <= part * Math.min(page.height, bottom * 1.25)
}
