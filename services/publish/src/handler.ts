import type { Finding } from '@chasqui/contracts'
import { done, duplicate, reject, type Outcome, type StageInput } from '@chasqui/worker'
import { errors } from './errors.ts'
import type { Poster } from './post.ts'

/** Puts the document into the books, once. */
export async function publish(input: StageInput<'publish'>, poster: Poster): Promise<Outcome> {
  const { ids, tenant, body } = input
  const canonical = body.canonical ?? (await input.item()).canonical
  if (!canonical) throw new Error('an item reached publish without its canonical document')
  const result = await poster.post({ tenant, batchId: ids.batchId, itemId: ids.itemId, run: ids.run, fileId: body.fileId, canonical })
  switch (result.kind) {
    case 'nowhere': return reject(errors.fault('NO_DESTINATION', { detail: result.why }))
    case 'duplicate': return duplicate('business', result.duplicateOf)
    case 'posted': return done({
      promotedTo: result.promotedTo, promotedId: result.promotedId, promotedAt: new Date(), posted: result.posted,
      ...(result.warnings.length > 0 ? { findings: await joined(input, result.warnings) } : {}),
    })
  }
}

async function joined(input: StageInput<'publish'>, warnings: Finding[]): Promise<Finding[]> {
  const { findings = [] } = await input.item()
  return [...findings.filter((finding) => !warnings.some((warning) => warning.code === finding.code)), ...warnings]
}
