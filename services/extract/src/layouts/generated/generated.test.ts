import { describe, expect, it } from 'vitest'
import type { Canonical } from '@chasqui/contracts'
import { compare } from '@chasqui/tax'
import { readDocument } from '../../read-document.ts'
import { TENANTS } from '../layouts.fixture.ts'
import { laidOut } from './designs.fixture.ts'
import { aFact, payableOf, type Facts } from './facts.fixture.ts'
import { dice } from './paper.fixture.ts'
import { noisy } from './noise.fixture.ts'
import { aStatement, printedStatement } from './statements.fixture.ts'
import { aTicket, printed, taxHolds, type Ticket } from './tills.fixture.ts'

/** As many documents as are quick to read; more were tried when the rules were written, with the same seeds. */
const COUNT = 150
/** Machines that do ten things at once are slow. */
const TIMEOUT_MS = 60_000
const SEEDS = Array.from({ length: COUNT }, (_, i) => i + 1)
const countryOf = (seed: number) => (['es', 'pe', 'cl', 'ec', 'es'] as const)[seed % 5] as Facts['country']

const isSame = (a: string | undefined, b: string | undefined) => a === b || (a !== undefined && b !== undefined && /^-?[\d.]+$/.test(a + b.replace('-', '')) && compare(a, b) === 0)

/** Which of the expected values were not read: the message of a failing test. */
function missed(seed: number, expected: Record<string, [string | undefined, string | undefined]>): string[] {
  return Object.entries(expected).filter(([, [got, want]]) => !isSame(got, want)).map(([field, [got, want]]) => `seed ${seed} ${field}: ${got} for ${want}`)
}

function missedOfInvoice(seed: number): string[] {
  const roll = dice(seed)
  const facts = aFact(countryOf(seed), roll)
  const text = laidOut(facts, roll)
  const c = readDocument({ kind: 'pdf', text, docType: 'invoice', sourceType: 'documento' }, { tenant: TENANTS[facts.country] })
  return missed(seed, {
    number: [c.number, facts.number], issueDate: [c.issueDate, facts.issueDate], dueDate: [c.dueDate, facts.dueDate],
    vendor: [c.vendor?.taxId, facts.vendor.taxId], vendorName: [c.vendor?.name, facts.vendor.name],
    buyer: [c.buyer?.taxId, facts.buyer.taxId], buyerName: [c.buyer?.name, facts.buyer.name],
    subtotal: [c.totals?.subtotal, facts.subtotal], tax: [c.totals?.tax, facts.tax], total: [c.totals?.total, facts.total],
    rate: [c.totals?.taxBreakdown[0]?.rate ?? undefined, facts.rate],
    payable: [c.totals?.payable ?? c.totals?.total, payableOf(facts)],
    lines: [String(c.lines.length), String(facts.lines.length)],
    nets: [netsOf(c), facts.lines.map((line) => `${line.description} ${line.net}`).join('; ')],
  })
}

const netsOf = (c: Canonical) => c.lines.map((line) => `${line.description} ${line.net ?? line.gross}`).join('; ')

function missedOfTicket(seed: number): string[] {
  const roll = dice(seed)
  const ticket: Ticket = aTicket(countryOf(seed), roll)
  const c = readDocument({ kind: 'pdf', text: printed(ticket, roll), docType: 'receipt', sourceType: 'documento' }, { tenant: TENANTS[ticket.country] })
  const tax = ticket.taxes?.reduce((sum, one) => sum + Math.round(Number(one.amount) * 100), 0)
  return missed(seed, {
    number: [c.number, ticket.number], date: [c.issueDate, ticket.date], time: [c.issueTime, ticket.time],
    vendor: [c.vendor?.taxId, ticket.vendor.taxId], vendorName: [c.vendor?.name, ticket.vendor.name],
    total: [c.totals?.total, ticket.total], tax: [c.totals?.tax, tax === undefined ? undefined : (tax / 100).toFixed(2)],
    method: [c.payment?.method, ticket.paid.how], card: [c.payment?.cardLast4, ticket.paid.last4],
    lines: [netsOf(c), ticket.items.map((item) => `${item.name} ${item.amount}`).join('; ')],
  })
}

function missedOfStatement(seed: number): string[] {
  const roll = dice(seed)
  const statement = aStatement(countryOf(seed), roll)
  const c = readDocument({ kind: 'pdf', text: printedStatement(statement, roll), docType: 'bank_statement', sourceType: 'documento' }, { tenant: TENANTS[statement.country] })
  const { account, transactions = [], openingBalance, closingBalance } = c.bankStatement ?? {}
  const shown = (date: string, text: string, amount: string) => `${date} ${text} ${Number(amount)}`
  return missed(seed, {
    account: 'iban' in statement.account ? [account?.iban, statement.account.iban] : [account?.number, statement.account.number],
    opening: [openingBalance?.amount, statement.opening], closing: [closingBalance?.amount, statement.closing],
    movements: [
      transactions.map((one) => shown(one.bookingDate, one.narrative, one.amount)).join('; '),
      statement.movements.map((one) => shown(one.date, one.more === undefined ? one.text : `${one.text} ${one.more}`, one.amount)).join('; '),
    ],
  })
}

/** Whether anything that the reader says makes a person look: a finding, a doubt, or a hole. */
function isHeld(c: Canonical): boolean {
  const keys = [['number', c.number], ['issueDate', c.issueDate], ['vendor.taxId', c.vendor?.taxId], ['totals.total', c.totals?.total]] as const
  return c.findings.some((finding) => finding.severity !== 'warning') || keys.some(([path, value]) => value === undefined || (c.fieldMeta[path]?.confidence ?? 0) < 0.6)
}

/** 'right', 'held' for a person although something is wrong, or 'wrong' in silence. */
function fateOf(seed: number, part: number): 'right' | 'held' | 'wrong' {
  const roll = dice(seed)
  const facts = aFact(countryOf(seed), roll)
  const text = noisy(laidOut(facts, roll), part, dice(seed * 7919))
  const c = readDocument({ kind: 'pdf', text, docType: 'invoice', sourceType: 'documento' }, { tenant: TENANTS[facts.country] })
  const isRight = missed(seed, {
    number: [c.number, facts.number], date: [c.issueDate, facts.issueDate], vendor: [c.vendor?.taxId, facts.vendor.taxId],
    subtotal: [c.totals?.subtotal, facts.subtotal], tax: [c.totals?.tax, facts.tax], total: [c.totals?.total, facts.total],
  }).length === 0
  return isRight ? 'right' : isHeld(c) ? 'held' : 'wrong'
}

describe('documents of letterheads that nobody made a template for', () => {
  it(`${COUNT} invoices are read, every field of all but one in a hundred`, () => {
    const failures = SEEDS.map(missedOfInvoice).filter((fields) => fields.length > 0)
    expect(failures.length, failures.flat().join('\n')).toBeLessThanOrEqual(COUNT / 100)
  }, TIMEOUT_MS)

  it(`${COUNT} till rolls are read, every field of all but one in a hundred`, () => {
    const failures = SEEDS.map(missedOfTicket).filter((fields) => fields.length > 0)
    expect(failures.length, failures.flat().join('\n')).toBeLessThanOrEqual(COUNT / 100)
  }, TIMEOUT_MS)

  it(`${COUNT} bank statements are read, every movement of all but one in a hundred`, () => {
    const failures = SEEDS.map(missedOfStatement).filter((fields) => fields.length > 0)
    expect(failures.length, failures.flat().join('\n')).toBeLessThanOrEqual(COUNT / 100)
  }, TIMEOUT_MS)

  it('of which a scan misread one word in thirty are read all the same, or held for a person; wrong in silence is one in fifty at most', () => {
    const fates = SEEDS.map((seed) => fateOf(seed, 0.03))
    expect(fates.filter((fate) => fate === 'right').length).toBeGreaterThan(COUNT * 0.85)
    expect(fates.filter((fate) => fate === 'wrong').length).toBeLessThanOrEqual(COUNT / 50)
  }, TIMEOUT_MS)

  it('are made with figures that hold', () => {
    for (const seed of SEEDS) expect(taxHolds(aTicket(countryOf(seed), dice(seed)))).toBe(true)
  })
})
