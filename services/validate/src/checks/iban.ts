import type { Canonical, Finding } from '@chasqui/contracts'
import { isIban } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'

/** Every IBAN passes its check: of the payment, of the account, of the other side of each movement. */
export function checkIbans({ payment, bankStatement }: Canonical): Finding[] {
  const findings: Finding[] = []
  const judge = (iban: string | undefined, field: string) => {
    if (iban !== undefined && !isIban(iban)) findings.push(finding('IBAN_INVALID', { field, value: iban, detail: iban }))
  }
  judge(payment?.iban, 'payment.iban')
  judge(bankStatement?.account.iban, 'bankStatement.account.iban')
  bankStatement?.transactions.forEach((movement, index) => judge(movement.counterparty?.iban, `bankStatement.transactions.${index}.counterparty.iban`))
  return findings
}
