import type { Canonical, Evidence, Finding } from '@chasqui/contracts'
import type { Document } from '../../document.ts'
import { evidenceOf } from '../../page/span.ts'
import type { TaxIdToken } from '../../values/tax-id-token.ts'
import { buyerName, vendorName, type NamedAt } from './names.ts'
import { chooseParties } from './roles.ts'

type Party = NonNullable<Canonical['vendor']>

export type PartiesReading = {
  vendor?: Party
  buyer?: Party
  meta: Record<string, Evidence>
  findings: Finding[]
}

/** Who issued the document and whom it was issued to. `tableStart` is the line where the table of lines begins. */
export function readParties(document: Document, tableStart: number | undefined): PartiesReading {
  const { tenant } = document
  const ids = chooseParties(document)
  const isOwn = (id: TaxIdToken | undefined) => id !== undefined && tenant.taxIds.includes(id.value)
  const buyerNamed = buyerName(document, ids.buyer)
  const vendorNamed = vendorName(document, ids.vendor, buyerNamed?.name, isOwn(ids.vendor), tableStart)
  const meta: Record<string, Evidence> = {}
  const findings: Finding[] = []
  const vendor = partyOf(document, 'vendor', ids.vendor, vendorNamed, meta, findings)
  const buyer = partyOf(document, 'buyer', ids.buyer, buyerNamed, meta, findings)
  return { meta, findings, ...(vendor === undefined ? {} : { vendor }), ...(buyer === undefined ? {} : { buyer }) }
}

/** What an id deserves: behind its label, repaired, or failing its check digit. */
const SURE = { labelled: 0.97, bare: 0.88, repaired: 0.75, failing: 0.4 } as const

function partyOf(document: Document, path: 'vendor' | 'buyer', id: TaxIdToken | undefined, named: NamedAt | undefined, meta: Record<string, Evidence>, findings: Finding[]): Party | undefined {
  if (id === undefined && named === undefined) return undefined
  const party: Party = {}
  if (named !== undefined) {
    party.name = named.name
    meta[`${path}.name`] = evidenceOf(document.sheet, named.span, named.rule, named.sure)
  }
  if (id !== undefined) {
    party.taxId = id.value
    party.taxIdType = id.kind
    party.country = id.country
    const sure = !id.valid ? SURE.failing : id.isRepaired ? SURE.repaired : id.isLabelled ? SURE.labelled : SURE.bare
    meta[`${path}.taxId`] = evidenceOf(document.sheet, id.span, 'check digit', sure, id.valid)
    if (id.isRepaired) findings.push({ code: 'TAX_ID_REPAIRED', severity: 'review', field: `${path}.taxId`, message: `"${id.raw}" fails its check digit; with one misread character put right it is ${id.value}`, value: id.raw })
  }
  return party
}
