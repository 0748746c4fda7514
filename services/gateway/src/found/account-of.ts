import type { BankAccount } from '@chasqui/mongo/books'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'

/** The bank account, or BANK_ACCOUNT_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function accountOf({ books }: GatewayContext, tenantId: string, accountId: string): Promise<BankAccount> {
  const account = await books.bankAccounts.find(tenantId, accountId)
  if (!account) throw errors.fault('BANK_ACCOUNT_NOT_FOUND', { detail: accountId })
  return account
}
