import { changed, invalid, movementsInBooks, sample, waits, type Sample } from '../sample.ts'
import * as april from './april-statement.ts'
import { cartola, movimientos, mt940TwoMessages, norma43Padded } from './other-statements.ts'

const crlf = (text: string): string => text.replaceAll('\n', '\r\n')

const statement = {
  'bankStatement.account.iban': 'ES8099990001450000000001', 'bankStatement.account.currency': 'EUR',
  'bankStatement.openingBalance.amount': '1000.00', 'bankStatement.closingBalance.amount': '1292.90', 'bankStatement.transactions.length': 3,
  'bankStatement.transactions.0.bookingDate': '2025-04-03', 'bankStatement.transactions.0.amount': '-120.50', 'bankStatement.transactions.0.direction': 'debit', 'bankStatement.transactions.0.ordinal': 1,
  'bankStatement.transactions.1.bookingDate': '2025-04-15', 'bankStatement.transactions.1.amount': '448.40', 'bankStatement.transactions.1.direction': 'credit', 'bankStatement.transactions.1.ordinal': 1,
  'bankStatement.transactions.2.bookingDate': '2025-04-30', 'bankStatement.transactions.2.amount': '-35.00', 'bankStatement.transactions.2.ordinal': 1,
}
const first = { bankTransactions: 3, duplicates: 0 }
const again = { bankTransactions: 0, duplicates: 3 }

export const bankSamples: Sample[] = [
  sample('es/extracto-abril.sta', crlf(april.mt940), { why: 'MT940: the first of the five formats, it makes the three movements', order: 10, items: [movementsInBooks({ ...statement, 'bankStatement.transactions.0.externalRef': 'B0001', 'bankStatement.transactions.0.narrative': 'ADEUDO RECIBO ENERGIA SUR' }, first)] }),
  sample('es/extracto-abril.ofx', april.ofx, { why: 'OFX 1.02 of the same account: a decimal comma, a time zone that must not shift the day; adds nothing', order: 20, items: [movementsInBooks(omit(statement, 'openingBalance'), again)] }),
  sample('es/extracto-abril.camt.xml', april.camt053, { why: 'CAMT.053.001.02 of the same account: a date with time, an entry without value date; adds nothing', order: 20, items: [movementsInBooks({ ...statement, 'bankStatement.transactions.1.counterparty.name': 'CLIENTE UNO' }, again)] }),
  sample('es/extracto-abril.n43', crlf(april.norma43), { why: 'Norma 43 of the same account: the IBAN must be rebuilt, blanks at the ends are cut; adds nothing', order: 20, items: [movementsInBooks(statement, again)] }),
  sample('es/extracto-abril.csv', Buffer.from(crlf(april.csv), 'latin1'), { why: 'CSV in windows-1252 of the same account: newest first, opening balance derived; adds nothing', order: 20, sourceType: 'bank', items: [movementsInBooks(statement, again)] }),

  sample('es/roto-extracto-mt940.sta', crlf(changed(april.mt940, 'EUR1292,90', 'EUR1292,91')), { why: 'extracto-abril.sta with a closing balance off by a cent', order: 30, items: [invalid('STATEMENT_BALANCE_MISMATCH')] }),
  sample('es/roto-extracto-norma43.n43', crlf(changed(april.norma43, '00000000129290978', '00000000129291978')), { why: 'extracto-abril.n43 with a closing balance off by a cent in record 33', order: 30, items: [invalid('STATEMENT_BALANCE_MISMATCH')] }),

  sample('es/extracto-mayo.n43', norma43Padded, {
    why: 'Norma 43 in full columns: record 88 counts itself, Ctrl-Z at the end, a narrative over two records 23',
    items: [movementsInBooks({
      'bankStatement.account.iban': 'ES0599990002910000000017', 'bankStatement.openingBalance.amount': '250.00', 'bankStatement.closingBalance.amount': '669.00', 'bankStatement.transactions.length': 3,
      'bankStatement.transactions.0.amount': '-181.50', 'bankStatement.transactions.1.amount': '605.00', 'bankStatement.transactions.1.valueDate': '2025-05-13',
    }, first)],
  }),
  sample('es/extracto-febrero-dos-mensajes.sta', mt940TwoMessages, {
    why: 'MT940 in SWIFT blocks, two messages chained by M balances, two equal movements on one day, RD, a value date of 30 February',
    items: [waits('a date that does not exist was moved to the end of February', {
      docType: 'bank_statement', findings: ['DATE_CLAMPED'],
      canonical: {
        'bankStatement.account.iban': 'ES3599990003310123456789', 'bankStatement.openingBalance.amount': '5000.00', 'bankStatement.closingBalance.amount': '4587.50', 'bankStatement.transactions.length': 4,
        'bankStatement.transactions.0.ordinal': 1, 'bankStatement.transactions.1.ordinal': 2, 'bankStatement.transactions.2.amount': '100.00', 'bankStatement.transactions.3.valueDate': '2025-02-28',
      },
    })],
  }),
  sample('cl/cartola-mayo.csv', Buffer.from(crlf(cartola), 'latin1'), {
    why: 'CSV statement with cargos and abonos in two columns, thousands with points, a line that is the opening balance', sourceType: 'bank',
    items: [movementsInBooks({
      'bankStatement.account.currency': 'CLP', 'bankStatement.openingBalance.amount': '1500000', 'bankStatement.closingBalance.amount': '2202210', 'bankStatement.transactions.length': 3,
      'bankStatement.transactions.0.amount': '-142800', 'bankStatement.transactions.1.amount': '850000', 'bankStatement.transactions.2.amount': '-4990',
    }, first)],
  }),
  sample('pe/movimientos-mayo.csv', movimientos, {
    why: 'CSV statement with commas between columns and inside quoted amounts', sourceType: 'bank',
    items: [movementsInBooks({
      'bankStatement.openingBalance.amount': '12000.00', 'bankStatement.closingBalance.amount': '11984.95', 'bankStatement.transactions.length': 4,
      'bankStatement.transactions.0.amount': '448.40', 'bankStatement.transactions.2.amount': '-0.05',
    }, { bankTransactions: 4, duplicates: 0 })],
  }),
]

function omit<T extends object>(values: T, part: string): T {
  return Object.fromEntries(Object.entries(values).filter(([path]) => !path.includes(part))) as T
}
