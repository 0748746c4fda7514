import type { BankStatement, Finding } from '@chasqui/contracts'
import { itemKey } from '@chasqui/document-keys'
import type { BankAccount, BankStatementRecord, BankTransaction, Books, LineageRow, NewPosting, Posting } from '@chasqui/mongo/books'
import { accountOf, movementKeysOf, statementIn, statementOf, transactionOf } from './destinations/bank.ts'
import type { PostRequest, RecordContext } from './destinations/destination.ts'
import { hasGapBefore } from './destinations/gap.ts'
import { sourceOf } from './destinations/source.ts'
import { releaseFormerLines } from './leftovers.ts'
import { NOTHING_POSTED, type PostResult } from './post-result.ts'
import { reserve, type Ledger } from './reserve.ts'

/** A statement, the key of its import and the keys of its movements. */
type Plan = { request: PostRequest; statement: BankStatement; key: string; movementKeys: string[] }

/** What one statement puts into the books. */
type Draft = { request: PostRequest; posting: Posting; account: BankAccount; record: BankStatementRecord; transactions: BankTransaction[] }

/**
 * Puts a group of statements into the books. A movement that any statement brought before is counted and not written.
 * Reserve the keys → accounts → statements, staged → movements → lineage → statements are complete → keys are posted.
 * All lines of a statement appear together, by the one write that makes it complete; a crash before it shows none of them.
 */
export async function postStatements(ledger: Ledger, requests: readonly PostRequest[]): Promise<PostResult[]> {
  const { books } = ledger
  const now = new Date()
  const plans = requests.map(planOf)
  const holders = await reserve(ledger, plans.flatMap(postingsOf), now)
  const drafts = plans.map((plan) => draftOf(plan, holders, now))

  const statuses = await books.bankAccounts.ensureMany(drafts.map(({ account }) => account))
  await writeRecords(books, drafts.filter(({ posting }) => posting.state === 'reserved'), now)
  return Promise.all(drafts.map(async (draft) => postedResult(draft, [
    ...unconfirmed(draft, statuses.get(draft.account._id)),
    ...await gapBefore(books, draft),
  ])))
}

function planOf(request: PostRequest): Plan {
  const statement = statementIn(request.canonical)
  return { request, statement, key: itemKey(request.tenant.id, request.itemId), movementKeys: movementKeysOf(request.tenant.id, statement) }
}

function postingsOf({ request, key, movementKeys }: Plan): NewPosting[] {
  const owner = { tenantId: request.tenant.id, itemId: request.itemId }
  return [
    { ...owner, postingKey: key, entityType: 'bank_statements' },
    ...movementKeys.map((postingKey): NewPosting => ({ ...owner, postingKey, entityType: 'bank_transactions' })),
  ]
}

function draftOf({ request, statement, key, movementKeys }: Plan, holders: ReadonlyMap<string, Posting>, createdAt: Date): Draft {
  const contextOf = (posting: Posting): RecordContext => ({ entityId: posting.entityId, postingKey: posting._id, source: sourceOf(request), createdAt })
  const posting = holders.get(key)
  if (posting?.itemId !== request.itemId) throw new Error('a reserved posting key was not found again')
  const transactions = new Map<string, BankTransaction>()
  statement.transactions.forEach((movement, i) => {
    const holder = holders.get(movementKeys[i] ?? '')
    if (holder?.itemId !== request.itemId || transactions.has(holder._id)) return
    transactions.set(holder._id, transactionOf(request, statement, movement, contextOf(holder), posting.entityId))
  })
  const duplicates = movementKeys.length - transactions.size
  const context = contextOf(posting)
  return {
    request, posting, transactions: [...transactions.values()],
    account: accountOf(request, statement, context),
    record: statementOf(request, statement, context, duplicates),
  }
}

async function writeRecords(books: Books, fresh: readonly Draft[], now: Date): Promise<void> {
  if (fresh.length === 0) return
  // A statement that was reserved before this call may have lines of an earlier try, from before a correction.
  const { resumed = [], first = [] } = Object.groupBy(fresh, ({ posting }) => (posting.createdAt < now ? 'resumed' : 'first'))
  const linesOf = (drafts: readonly Draft[]) => drafts.flatMap(({ transactions }) => transactions)
  for (const { record, transactions } of resumed) await releaseFormerLines(books, record.tenantId, record._id, new Set(transactions.map(({ postingKey }) => postingKey)), now)
  await books.bankStatements.insertMany(first.map(({ record }) => record))
  await books.bankStatements.rewriteMany(resumed.map(({ record }) => record))
  await books.bankTransactions.insertMany(linesOf(first))
  await books.bankTransactions.rewriteMany(linesOf(resumed))
  await books.lineage.insertMany(fresh.flatMap(lineageOf))
  await books.bankStatements.complete(fresh.map(({ record }) => record._id))
  await books.postings.markPosted(fresh.flatMap(({ posting, transactions }) => [posting._id, ...transactions.map((transaction) => transaction.postingKey)]))
}

function lineageOf({ record, transactions }: Draft): Omit<LineageRow, '_id' | 'revertedAt'>[] {
  const { tenantId, createdAt, source: { kind: _kind, ...from } } = record
  const common = { tenantId, createdAt, ...from }
  return [
    { ...common, promotedTo: 'bank_statements', promotedId: record._id, postingKey: record.postingKey },
    ...transactions.map(({ _id, postingKey }) => ({ ...common, promotedTo: 'bank_transactions' as const, promotedId: _id, postingKey })),
  ]
}

function postedResult({ record, transactions }: Draft, warnings: Finding[]): PostResult {
  return {
    kind: 'posted', promotedTo: 'bank_statements', promotedId: record._id,
    posted: { ...NOTHING_POSTED, bankTransactions: transactions.length, duplicates: record.duplicates },
    warnings,
  }
}

function unconfirmed({ account }: Draft, status: BankAccount['status'] | undefined): Finding[] {
  if (status === 'confirmed') return []
  const value = account.iban ?? account.number ?? ''
  return [{ code: 'UNKNOWN_ACCOUNT', severity: 'warning', field: 'bankStatement.account', message: 'nobody has confirmed yet that this account is the company\'s', value }]
}

/** "The latest that ends before a day" is another question for each account and day, so each statement asks its own. */
async function gapBefore(books: Books, { record }: Draft): Promise<Finding[]> {
  if (record.from === undefined || record.opening === undefined) return []
  const earlier = await books.bankStatements.endingBy(record.tenantId, record.accountId, record.from)
  if (!hasGapBefore(record, earlier)) return []
  const message = 'the opening balance is not the closing balance of the statement before: one may be missing between them'
  return [{ code: 'STATEMENT_GAP', severity: 'warning', field: 'bankStatement.openingBalance', message, value: record.opening.toString() }]
}
