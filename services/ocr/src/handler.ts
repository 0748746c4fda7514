import { done, type Outcome, type StageInput } from '@chasqui/worker'

/** Reads the pages that have no text of their own. What needs no reading passes at once. */
export async function readPages(input: StageInput<'ocr'>): Promise<Outcome> {
  if (input.body.scans === 0) return done()
  throw new Error('scans come next')
}
