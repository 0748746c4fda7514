import type { Canonical, Finding } from '@chasqui/contracts'
import type { CheckContext } from './checks/check.ts'
import { checks } from './checks/list.ts'

export type Validated = {
  findings: Finding[]
  /** No finding is an error: the document may go on. */
  valid: boolean
  /** A finding waits for a person. */
  needsReview: boolean
}

/**
 * Runs every check on a document and adds what its reader noticed. Pure: the same document, tenant and day always give
 * the same findings.
 */
export function validateDocument(document: Canonical, context: CheckContext): Validated {
  const findings = withoutRepetition([...unsettled(document), ...checks.flatMap((check) => check(document, context))])
  return {
    findings,
    valid: !findings.some((one) => one.severity === 'error'),
    needsReview: findings.some((one) => one.severity === 'review'),
  }
}

/** What the reader noticed about a field is settled once a person has typed that field. */
function unsettled({ findings, fieldMeta }: Canonical): Finding[] {
  return findings.filter((one) => one.field === undefined || fieldMeta[one.field]?.source !== 'user')
}

function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ code, field, value }) => {
    const key = `${code}|${field}|${value}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
