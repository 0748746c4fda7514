import type { Canonical } from './canonical.ts'
import { importFacts } from './topology.ts'

/** One example of every fact: shown on the API page, published and validated by a test. */

const ids = { tenantId: 't1', batchId: '0198f5a0-0000-7000-8000-000000000001', itemId: '0198f5a0-0000-7000-8000-000000000002', run: 0 }

const source = { sourceType: 'invoices', row: { numero: 'F001-00000123', fecha: '2025-04-15', ruc: '20600000013', total: '448.40' } }

/** A document as it was read. */
export const canonicalExample: Canonical = {
  schemaVersion: 1, docType: 'invoice', country: 'PE', currency: 'PEN', issueDate: '2025-04-15', number: 'F001-00000123',
  direction: 'purchase', vendor: { taxId: '20600000013', taxIdType: 'RUC' },
  totals: { total: '448.40', taxBreakdown: [], withholdings: [] }, lines: [], references: [],
  source: 'row', confidence: 0.95, findings: [],
  fieldMeta: { 'totals.total': { source: 'row', rule: 'row:total', confidence: 0.95, raw: '448.40' } },
}

export const factExamples: Readonly<Record<string, unknown>> = {
  received: { ...ids, ...source },
  preprocessed: { ...ids, ...source, kind: 'row', scans: 0, noted: false },
  ocr_completed: { ...ids, ...source, kind: 'row', noted: false },
  classified: { ...ids, ...source, kind: 'row', docType: 'invoice', noted: false },
  extracted: { ...ids, canonical: canonicalExample, noted: false },
  validated: { ...ids, canonical: canonicalExample, publish: true },
  published: { ...ids, promotedTo: 'invoices', promotedId: '0d9f3c1e-1111-5111-8111-000000000003' },
  duplicate: { ...ids, level: 'business', duplicateOf: '0198f5a0-0000-7000-8000-000000000009' },
  failed: { ...ids, stage: 'validate', code: 'TOTALS_MISMATCH', message: '380.00 + 68.40 = 448.40, the document says 484.40' },
}

/** The facts that have no example; a test keeps it empty. */
export function factsWithoutExample(): string[] {
  return importFacts.map((fact) => fact.name).filter((name) => !(name in factExamples))
}
