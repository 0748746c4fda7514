import type { Canonical, Finding } from '@chasqui/contracts'
import { isCurrency, rulesOf } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import type { CheckContext } from './check.ts'

/** Types that are booked in the tenant's own currency. An account in another currency is kept in that currency. */
const BOOKED: ReadonlySet<string> = new Set(['invoice', 'credit_note', 'debit_note', 'receipt', 'expense', 'transfer', 'payroll'])

/** The currency exists, is usual in the country of the document, and has a rate to the tenant's where it differs. */
export function checkCurrency(document: Canonical, { tenant }: CheckContext): Finding[] {
  const { currency, country } = document
  if (currency === undefined) return []
  if (!isCurrency(currency)) return [finding('INVALID_CURRENCY', { field: 'currency', value: currency, detail: `${currency} is no currency in use` })]

  const usual = rulesOf(country)?.currencies
  const isUnusual = usual !== undefined && !usual.includes(currency) && currency !== tenant.baseCurrency
  return [
    ...(isUnusual ? [finding('INVALID_CURRENCY', { severity: 'warning', field: 'currency', value: currency, detail: `${currency} in ${country}` })] : []),
    ...(lacksRate(document, tenant.baseCurrency) ? [finding('EXCHANGE_RATE_MISSING', { field: 'exchangeRate', value: currency, detail: `${currency} to ${tenant.baseCurrency}` })] : []),
  ]
}

function lacksRate({ docType, currency, exchangeRate, bankStatement }: Canonical, baseCurrency: string): boolean {
  if (!BOOKED.has(docType) || bankStatement !== undefined || currency === baseCurrency) return false
  return exchangeRate?.to !== baseCurrency
}
