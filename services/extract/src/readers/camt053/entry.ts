import { abs, compare, isNegative, sum } from '@chasqui/tax'
import { errors } from '../../errors.ts'
import { bankAmount } from '../bank/amount.ts'
import type { BankDates } from '../bank/dates.ts'
import { isGiven } from '../bank/reference.ts'
import { accountIdOf, signed, type Booking } from '../bank/statement.ts'
import type { Party } from '../fiscal.ts'
import { allAt, at, attribute, textAt, type Element } from '../xml/tree.ts'

/**
 * The movements of one entry: one, or one per detail when the bank booked a batch and the details add up to it.
 * Pending and informational entries are none. A reversal shows its effective direction already.
 */
export function readEntry(entry: Element, dates: BankDates, currency: string): Booking[] {
  const status = textAt(entry, 'Sts/Cd') ?? textAt(entry, 'Sts') ?? 'BOOK'
  if (status === 'PDNG' || status === 'INFO') return []
  const whole = wholeEntry(entry, dates, currency)
  const details = allAt(entry, 'NtryDtls/TxDtls')
  const parts = details.map((detail) => ({ detail, amount: amountOf(detail, whole.currency ?? currency, whole.amount.startsWith('-')) }))
  const isBatch = parts.length > 1 && parts.every((part) => part.amount !== undefined) && compare(sum(parts.map((part) => part.amount ?? '0')), whole.amount) === 0
  if (!isBatch) return [{ ...whole, ...detailsOf(details[0], entry, details, whole.amount) }]
  return parts.map(({ detail, amount = '0' }) => ({ ...whole, amount, ...detailsOf(detail, entry, [detail], amount, true) }))
}

function wholeEntry(entry: Element, dates: BankDates, currency: string): Booking {
  const amount = bankAmount(textAt(entry, 'Amt') ?? '')
  const valueDate = dates.iso(textAt(entry, 'ValDt/Dt') ?? textAt(entry, 'ValDt/DtTm'))
  const bookingDate = dates.iso(textAt(entry, 'BookgDt/Dt') ?? textAt(entry, 'BookgDt/DtTm')) ?? valueDate
  const indicator = textAt(entry, 'CdtDbtInd')
  if (amount === undefined || bookingDate === undefined || (indicator !== 'CRDT' && indicator !== 'DBIT')) {
    throw errors.fault('MOVEMENT_UNREADABLE', { detail: `entry ${textAt(entry, 'AcctSvcrRef') ?? textAt(entry, 'NtryRef') ?? textAt(entry, 'Amt') ?? 'without amount'}` })
  }
  return {
    bookingDate,
    valueDate,
    amount: signed(amount, indicator === 'DBIT'),
    currency: stated(attribute(at(entry, 'Amt'), 'Ccy')) ?? currency,
    narrative: [],
    code: codeOf(entry),
    // The indicator alone says which way: a sign beside it is against the schema, and may mean either.
    flaw: isNegative(amount) ? { code: 'MOVEMENT_SIGN_MISMATCH', message: `The amount ${amount} has a sign beside its ${indicator}` } : undefined,
  }
}

function stated(currency: string | undefined): string | undefined {
  return currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : undefined
}

/** A detail may go against its entry (a returned payment inside a batch) and then says so itself. */
function amountOf(detail: Element, currency: string, isDebit: boolean): string | undefined {
  const element = at(detail, 'Amt') ?? at(detail, 'AmtDtls/TxAmt/Amt') ?? at(detail, 'AmtDtls/InstdAmt/Amt')
  const amount = bankAmount(element?.text ?? '')
  if (amount === undefined || (attribute(element, 'Ccy') ?? currency) !== currency) return undefined
  const indicator = textAt(detail, 'CdtDbtInd')
  return signed(abs(amount), indicator === undefined ? isDebit : indicator === 'DBIT')
}

/** `isPart`: the detail is a movement of its own, so its own reference comes before that of the batch. */
function detailsOf(detail: Element | undefined, entry: Element, all: readonly Element[], amount: string, isPart = false): Pick<Booking, 'narrative' | 'counterparty' | 'externalRef' | 'endToEndId'> {
  const endToEndId = textAt(detail, 'Refs/EndToEndId')
  const ownReference = textAt(detail, 'Refs/AcctSvcrRef') ?? textAt(detail, 'Refs/TxId')
  const entryReference = textAt(entry, 'AcctSvcrRef') ?? textAt(entry, 'NtryRef')
  return {
    narrative: narrative(all, entry),
    counterparty: counterpartyOf(detail, amount.startsWith('-')),
    externalRef: isPart ? ownReference ?? entryReference : entryReference ?? ownReference,
    endToEndId: isGiven(endToEndId) ? endToEndId : undefined,
  }
}

function narrative(details: readonly Element[], entry: Element): string[] {
  const remittance = details.flatMap((detail) => allAt(detail, 'RmtInf/Ustrd').map((element) => element.text))
  if (remittance.some((text) => text !== '')) return remittance
  const other = details.flatMap((detail) => [textAt(detail, 'RmtInf/Strd/CdtrRefInf/Ref'), textAt(detail, 'AddtlTxInf')]).filter((text) => text !== undefined)
  return [...other, textAt(entry, 'AddtlNtryInf') ?? '']
}

/** Who paid a credit, who was paid by a debit. From version 08 a party stands one level deeper. */
function counterpartyOf(detail: Element | undefined, isDebit: boolean): (Party & { iban?: string }) | undefined {
  const role = isDebit ? 'Cdtr' : 'Dbtr'
  const party = at(detail, `RltdPties/${role}/Pty`) ?? at(detail, `RltdPties/${role}`)
  const name = textAt(party, 'Nm')
  const { iban } = accountIdOf(textAt(detail, `RltdPties/${role}Acct/Id/IBAN`))
  if (name === undefined && iban === undefined) return undefined
  return { ...(name === undefined ? {} : { name }), ...(iban === undefined ? {} : { iban }) }
}

function codeOf(entry: Element): string | undefined {
  const domain = [textAt(entry, 'BkTxCd/Domn/Cd'), textAt(entry, 'BkTxCd/Domn/Fmly/Cd'), textAt(entry, 'BkTxCd/Domn/Fmly/SubFmlyCd')].filter((code) => code !== undefined)
  return domain.length > 0 ? domain.join('-') : textAt(entry, 'BkTxCd/Prtry/Cd')
}
