import { DocumentText, PAGE_KINDS, type Finding } from '@chasqui/contracts'
import { done, type Deps, type Outcome, type StageInput } from '@chasqui/worker'
import type { Classification } from './classification.ts'
import { classifyRow } from './row.ts'
import { classifyStructured } from './structured.ts'
import { classifyText } from './text.ts'
import { peekTypeCode } from './type-code.ts'

const MAX_FILE_BYTES = 20 * 1024 * 1024

/** Decides what the document is: by its structure, by its columns, or by its words. */
export async function classify(input: StageInput<'classify'>, deps: Deps): Promise<Outcome> {
  const found = await classification(input, deps)
  const notes = found.needsReview ? [reviewNote(found)] : []
  return done({
    docType: found.docType, docTypeConfidence: found.confidence, docTypeReasons: found.reasons,
    ...(notes.length > 0 ? { notes: [...await earlierNotes(input), ...notes] } : {}),
  })
}

async function classification(input: StageInput<'classify'>, { files }: Deps): Promise<Classification> {
  const { kind, sourceType } = input.body
  if (kind === 'row') return classifyRow(input.body.row ?? (await input.item()).row ?? {}, sourceType)
  const item = await input.item()
  if (item.textFileId) {
    const text = DocumentText.parse(JSON.parse((await files.read(input.ids.tenantId, item.textFileId, { maxBytes: MAX_FILE_BYTES })).toString()))
    return classifyText(text, { sourceType, filename: item.file?.filename })
  }
  if (PAGE_KINDS.has(kind) || !item.file) throw new Error(`a ${kind} reached classify without its text`)
  return classifyStructured(kind, peekTypeCode(kind, await files.read(input.ids.tenantId, item.file.fileId, { maxBytes: MAX_FILE_BYTES })))
}

/** Notes of the stages before. */
async function earlierNotes(input: StageInput<'classify'>): Promise<Finding[]> {
  return input.body.noted ? (await input.item()).notes ?? [] : []
}

function reviewNote({ docType, confidence, reasons }: Classification): Finding {
  return {
    code: docType === 'unknown' ? 'TYPE_UNKNOWN' : 'TYPE_UNCERTAIN', severity: 'review', field: 'docType',
    message: `read as ${docType} with ${Math.round(confidence * 100)} %: ${reasons.slice(0, 3).join('; ')}`, value: docType,
  }
}
