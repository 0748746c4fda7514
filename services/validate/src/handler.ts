import type { Finding } from '@chasqui/contracts'
import { civilDateIn } from '@chasqui/tax'
import { done, doneAndRests, reject, type Outcome, type StageInput } from '@chasqui/worker'
import { refusalOf } from './errors.ts'
import type { FindNearDuplicates } from './near-duplicates.ts'
import { validateDocument } from './validate.ts'

/** Checks the document: errors stop it, reviews make it wait for a person, warnings only inform. */
export async function validate(input: StageInput<'validate'>, findNearDuplicates: FindNearDuplicates): Promise<Outcome> {
  const canonical = input.body.canonical ?? (await input.item()).canonical
  if (!canonical) throw new Error('an item reached validate without its canonical document')
  const checked = validateDocument(canonical, { tenant: input.tenant, today: civilDateIn(input.tenant.timezone, new Date()) })
  const findings = [...await notesOf(input), ...checked.findings, ...await findNearDuplicates(input.ids.tenantId, input.ids.itemId, canonical)]
  const errors = findings.filter((finding) => finding.severity === 'error')
  if (errors.length > 0) return reject(refusalOf(errors), { findings, needsReview: true })
  return goesOn(input, findings)
}

function goesOn({ tenant }: StageInput<'validate'>, findings: Finding[]): Outcome {
  const needsReview = !tenant.policy.autoPublish || findings.some((finding) => finding.severity === 'review')
  return needsReview ? doneAndRests({ findings, needsReview }) : done({ findings, needsReview })
}

async function notesOf(input: StageInput<'validate'>): Promise<Finding[]> {
  return input.body.noted ? (await input.item()).notes ?? [] : []
}
