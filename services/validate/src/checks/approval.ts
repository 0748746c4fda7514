import type { Canonical, DocType, Finding } from '@chasqui/contracts'
import { finding } from '../finding-catalog.ts'

/** Wages are personal and price lists change what is sold: neither is posted because a reader was sure of itself. */
const APPROVED_BY_HAND: ReadonlySet<DocType> = new Set<DocType>(['payroll', 'product_list'])

/** Kinds that wait for a person whatever they say. */
export function checkApproval({ docType }: Canonical): Finding[] {
  return APPROVED_BY_HAND.has(docType) ? [finding('NEEDS_APPROVAL', { field: 'docType', value: docType })] : []
}
