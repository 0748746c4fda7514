import { z } from 'zod'
import { imagesOf, PreparedPages } from '@chasqui/contracts'
import { Fault } from '@chasqui/errors'
import type { ItemFileField, Old, ReferredFile } from '@chasqui/mongo'
import type { PurgeClass, PurgeTools } from './purge-class.ts'

const AT_ONCE = 200
/** Documents, each of which may have two pictures a page. */
const PAGES_AT_ONCE = 20
const MAX_PAGES_BYTES = 64 * 1024 * 1024

/** Removed in groups by a filter, until a group is empty. */
function inGroups(says: string, days: number, count: PurgeClass['count'], removeSome: (tools: PurgeTools, old: Old, limit: number) => Promise<number>): PurgeClass {
  return {
    says, days, count,
    async *remove(tools, old) {
      for (let removed = AT_ONCE; removed > 0;) {
        removed = await removeSome(tools, old, AT_ONCE)
        yield removed
      }
    },
  }
}

/** Files of items. */
function itemFiles(says: string, days: number, fields: readonly ItemFileField[], { remove = removeFile, atOnce = AT_ONCE } = {}): PurgeClass {
  return {
    says, days,
    async count({ purges }, old) {
      let found = 0
      for (const field of fields) found += await purges.files.count(field, old)
      return found
    },
    async *remove(tools, old) {
      for (const field of fields) {
        for (let after: string | undefined = ''; after !== undefined;) {
          const { files, last }: Awaited<ReturnType<typeof tools.purges.files.unused>> = await tools.purges.files.unused(field, old, { after, limit: atOnce })
          const gone: string[] = []
          for (const file of files) if (await remove(tools, file, old)) gone.push(file.fileId)
          yield gone.length === 0 ? 0 : await tools.purges.files.forget(field, old, gone)
          after = last
        }
      }
    },
  }
}

/** The bytes go before the items forget them: killed in between, the items still say which, and the next run goes on. @returns whether they are gone */
function removeFile({ files }: PurgeTools, { tenantId, fileId }: ReferredFile, old: Old): Promise<boolean> {
  return files.deleteUnused(tenantId, fileId, old.before)
}

/** The pictures first, and while one of them came again lately the pages stay too: they are what says which pictures there are. */
async function removePages(tools: PurgeTools, pages: ReferredFile, old: Old): Promise<boolean> {
  const unused = await tools.purges.files.unusedPictures(pages.pageFileIds ?? await picturesIn(tools, pages), old)
  const gone = await Promise.all(unused.map((fileId) => removeFile(tools, { tenantId: pages.tenantId, fileId }, old)))
  return !gone.includes(false) && removeFile(tools, pages, old)
}

/** Of items from before their pictures were on record: as their pages say. Pages that cannot be read say nothing any more. */
async function picturesIn({ files }: PurgeTools, { tenantId, fileId }: ReferredFile): Promise<string[]> {
  try {
    return imagesOf(PreparedPages.parse(JSON.parse((await files.read(tenantId, fileId, { maxBytes: MAX_PAGES_BYTES })).toString())))
  } catch (error) {
    if (error instanceof Fault && error.retry) throw error
    if (error instanceof Fault || error instanceof SyntaxError || error instanceof z.ZodError) return []
    throw error
  }
}

/** What grows old, by name. The books, the audit and what is not at its end are in none of these. */
export const purgeClasses = {
  prepared_pages: itemFiles('page images that preprocess made of files, of items at their end', 30, ['preparedFileId'], { remove: removePages, atOnce: PAGES_AT_ONCE }),
  texts: itemFiles('texts that ocr read, of items at their end', 365, ['textFileId']),
  files: itemFiles('original files, and the archives they came in, of items that ended outside the books; what a record of the books points at stays', 365, ['file.fileId', 'file.archive.fileId']),
  rows: inGroups('rows as they were sent, of items that ended outside the books; the row of a record of the books is its original, and stays', 365, ({ purges }, old) => purges.rows.count(old), ({ purges }, old, limit) => purges.rows.remove(old, limit)),
  dead_letters: inGroups('dead letters that were dealt with', 30, ({ purges }, old) => purges.letters.count(old), ({ purges }, old, limit) => purges.letters.remove(old, limit)),
  exports: inGroups('files that exports made', 30, async ({ taskFiles }, old) => (await taskFiles.countOld(old)).files, ({ taskFiles }, old, limit) => taskFiles.removeOld(old, limit)),
  batches: {
    says: 'batches, with their items, of which all has ended, nothing came into the books and the files are gone already', days: 730,
    async count({ purges }, old) {
      let found = 0
      for await (const batches of finished(purges, old)) found += batches.length
      return found
    },
    async *remove({ purges }, old) {
      for await (const batches of finished(purges, old)) {
        let removed = 0
        for (const batch of batches) if (await purges.batches.remove(batch, old.before)) removed++
        yield removed
      }
    },
  },
} as const satisfies Readonly<Record<string, PurgeClass>>

export type PurgeClassName = keyof typeof purgeClasses
export const PURGE_CLASSES = Object.keys(purgeClasses) as [PurgeClassName, ...PurgeClassName[]]

async function* finished(purges: PurgeTools['purges'], old: Old): AsyncGenerator<{ _id: string; tenantId: string }[]> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const { batches, last }: Awaited<ReturnType<typeof purges.batches.finished>> = await purges.batches.finished(old, { after, limit: AT_ONCE })
    yield batches
    after = last
  }
}
