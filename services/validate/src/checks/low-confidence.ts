import type { Canonical, Finding } from '@chasqui/contracts'
import { finding } from '../finding-catalog.ts'
import { requiredFields } from './required-fields.ts'

const LEAST = 0.6

/** A required field that was read with little confidence is looked at by a person. */
export function checkLowConfidence(document: Canonical): Finding[] {
  // Who an issuer is, its tax id tells better than its name.
  const issuer = document.vendor?.taxId === undefined ? 'vendor.name' : 'vendor.taxId'
  const paths = requiredFields(document).map(({ path }) => (path === 'vendor.name' ? issuer : path))
  return paths.flatMap((path) => {
    const evidence = document.fieldMeta[path]
    if (evidence === undefined || evidence.source === 'user' || evidence.confidence >= LEAST) return []
    return [finding('LOW_CONFIDENCE_FIELD', { field: path, value: evidence.raw, detail: `${path} (${Math.round(evidence.confidence * 100)} %)` })]
  })
}
