import type { Reader } from '../reader.ts'
import { readStatement } from './csv.ts'

/** A bank statement as a JSON array of movements. */
export const json: Reader = {
  name: 'json',
  reads: (source) => source.kind === 'json',
  read: (source, context) => readStatement(source, 'json', context),
}
