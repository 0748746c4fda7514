import { checkAmounts } from './amounts.ts'
import { checkApproval } from './approval.ts'
import type { Check } from './check.ts'
import { checkClave } from './clave-acceso.ts'
import { checkCurrency } from './currency.ts'
import { checkDates } from './dates.ts'
import { checkDecimals } from './decimals.ts'
import { checkDirection } from './direction.ts'
import { checkIbans } from './iban.ts'
import { checkInvoiceNumber } from './invoice-number.ts'
import { checkLines } from './lines.ts'
import { checkLowConfidence } from './low-confidence.ts'
import { checkDocType, checkProducts, checkRequiredFields } from './required-fields.ts'
import { checkStatement } from './statement.ts'
import { checkTaxAmounts } from './tax-amounts.ts'
import { checkTaxIds } from './tax-ids.ts'
import { checkTaxRates } from './tax-rates.ts'
import { checkPayroll, checkTotals } from './totals.ts'

/** All checks, in the order in which their findings are shown. A new one is its file and its name here. */
export const checks: readonly Check[] = [
  checkDocType,
  checkRequiredFields,
  checkProducts,
  checkTaxIds,
  checkDirection,
  checkInvoiceNumber,
  checkClave,
  checkDates,
  checkCurrency,
  checkAmounts,
  checkDecimals,
  checkTotals,
  checkTaxAmounts,
  checkTaxRates,
  checkLines,
  checkPayroll,
  checkStatement,
  checkIbans,
  checkLowConfidence,
  checkApproval,
]
