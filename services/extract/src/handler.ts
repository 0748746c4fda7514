import { DocumentText } from '@chasqui/contracts'
import { done, type Deps, type Outcome, type StageInput } from '@chasqui/worker'
import { readDocument } from './read-document.ts'
import type { Source } from './reader.ts'

const MAX_FILE_BYTES = 20 * 1024 * 1024

/** Reads the fields of the document into its canonical form. */
export async function extract(input: StageInput<'extract'>, deps: Deps): Promise<Outcome> {
  const canonical = readDocument(await sourceOf(input, deps), { tenant: input.tenant })
  return done({ canonical })
}

async function sourceOf(input: StageInput<'extract'>, { files }: Deps): Promise<Source> {
  const { kind, docType, sourceType } = input.body
  const common = { kind, docType, sourceType }
  if (kind === 'row') return { ...common, row: input.body.row ?? (await input.item()).row ?? {} }
  const item = await input.item()
  const read = (fileId: string): Promise<Buffer> => files.read(input.ids.tenantId, fileId, { maxBytes: MAX_FILE_BYTES })
  const named = item.file ? { ...common, filename: item.file.filename } : common
  if (item.textFileId) return { ...named, text: DocumentText.parse(JSON.parse((await read(item.textFileId)).toString())) }
  return item.file ? { ...named, bytes: await read(item.file.fileId) } : named
}
