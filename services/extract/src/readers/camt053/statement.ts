import { errors } from '../../errors.ts'
import { bankAmount } from '../bank/amount.ts'
import type { BankDates } from '../bank/dates.ts'
import { accountIdOf, signed, type Balance, type ReadStatement } from '../bank/statement.ts'
import { allAt, at, attribute, textAt, type Element } from '../xml/tree.ts'
import { readEntry } from './entry.ts'

export function readCamtStatement(statement: Element, dates: BankDates, baseCurrency: string): ReadStatement {
  const balances = allAt(statement, 'Bal')
  const opening = balanceOf(balances, ['OPBD', 'PRCD'], dates)
  const closing = balanceOf(balances.toReversed(), ['CLBD'], dates)
  const account = at(statement, 'Acct')
  const currency = textAt(account, 'Ccy') ?? attribute(at(balances[0], 'Amt'), 'Ccy') ?? attribute(at(statement, 'Ntry/Amt'), 'Ccy') ?? baseCurrency
  if (!/^[A-Z]{3}$/.test(currency)) throw errors.fault('BANK_FILE_MALFORMED', { detail: `"${currency.slice(0, 10)}" is no currency` })
  return {
    account: {
      ...accountIdOf(textAt(account, 'Id/IBAN') ?? textAt(account, 'Id/Othr/Id')),
      bank: textAt(account, 'Svcr/FinInstnId/BICFI') ?? textAt(account, 'Svcr/FinInstnId/BIC') ?? textAt(account, 'Svcr/FinInstnId/Nm'),
      currency,
      holder: textAt(account, 'Ownr/Nm'),
    },
    statementId: textAt(statement, 'Id'),
    sequence: textAt(statement, 'ElctrncSeqNb') ?? textAt(statement, 'LglSeqNb'),
    from: dates.iso(textAt(statement, 'FrToDt/FrDtTm')) ?? opening?.date,
    to: dates.iso(textAt(statement, 'FrToDt/ToDtTm')) ?? closing?.date,
    opening,
    closing,
    bookings: allAt(statement, 'Ntry').flatMap((entry) => readEntry(entry, dates, currency)),
  }
}

/** PRCD, the closing balance of the day before, stands in where a bank states no opening one. */
function balanceOf(balances: readonly Element[], codes: readonly string[], dates: BankDates): Balance | undefined {
  for (const code of codes) {
    const balance = balances.find((element) => textAt(element, 'Tp/CdOrPrtry/Cd') === code)
    if (balance === undefined) continue
    const amount = bankAmount(textAt(balance, 'Amt') ?? '')
    if (amount === undefined) throw errors.fault('BANK_FILE_MALFORMED', { detail: `the balance ${code} has no amount` })
    return { amount: signed(amount, textAt(balance, 'CdtDbtInd') === 'DBIT'), date: dates.iso(textAt(balance, 'Dt/Dt') ?? textAt(balance, 'Dt/DtTm')) }
  }
  return undefined
}
