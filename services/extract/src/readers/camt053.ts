import { errors } from '../errors.ts'
import type { Reader } from '../reader.ts'
import { bankDates } from './bank/dates.ts'
import { bankCanonical, chained } from './bank/statement.ts'
import { readCamtStatement } from './camt053/statement.ts'
import { bytesOf } from './source-bytes.ts'
import { parseSource } from './xml/parse-source.ts'
import { allAt, type Element } from './xml/tree.ts'

/** ISO 20022 account reports: camt.053 (statement), 052 (intraday) and 054 (notification) differ in two names only. */
const REPORTS = ['BkToCstmrStmt/Stmt', 'BkToCstmrAcctRpt/Rpt', 'BkToCstmrDbtCdtNtfctn/Ntfctn']

/** CAMT.053, versions 02 to 08 and what follows: read by local names, where the versions agree. */
export const camt053: Reader = {
  name: 'camt053',
  reads: (source) => source.kind === 'camt053',
  read: (source, { tenant }) => {
    const dates = bankDates()
    const statements = statementsIn(parseSource(bytesOf(source))).map((element) => readCamtStatement(element, dates, tenant.baseCurrency))
    const { statement, findings } = chained(statements)
    return bankCanonical(statement, { docType: source.docType, format: 'camt053', source: 'bank-file', tenantCountry: tenant.country, findings: [...dates.findings, ...findings] })
  },
}

function statementsIn(root: Element): Element[] {
  const found = REPORTS.flatMap((path) => allAt(root, path))
  if (found.length === 0) throw errors.fault('UNEXPECTED_STRUCTURE', { detail: `no account report in ${root.name}` })
  return found
}
