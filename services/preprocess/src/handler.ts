import { done, type Outcome, type StageInput } from '@chasqui/worker'

/** Decides what becomes of an item that has just arrived: a row needs no preparing, a file is looked into. */
export async function preprocess(input: StageInput<'preprocess'>): Promise<Outcome> {
  if (input.body.fileId === undefined) return done({ kind: 'row', scans: 0 })
  throw new Error('files come next')
}
