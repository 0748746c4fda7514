import type { ItemFileField, Old } from '@chasqui/mongo'
import type { PurgeClass, PurgeTools } from './purge-class.ts'

const AT_ONCE = 200

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

/** Files of items. The bytes go first: killed in between, the items still say which, and the next run goes on. */
function itemFiles(says: string, days: number, field: ItemFileField): PurgeClass {
  return {
    says, days,
    count: ({ purges }, old) => purges.countFiles(field, old),
    async *remove({ purges, files }, old) {
      for (let after: string | undefined = ''; after !== undefined;) {
        const { files: unused, last } = await purges.unusedFiles(field, old, { after, limit: AT_ONCE })
        const gone: string[] = []
        for (const { tenantId, fileId } of unused) if (await files.deleteUnused(tenantId, fileId, old.before)) gone.push(fileId)
        yield gone.length === 0 ? 0 : await purges.forgetFiles(field, old, gone)
        after = last
      }
    },
  }
}

/** What grows old, by name. The books, the audit and what is not at its end are in none of these. */
export const purgeClasses = {
  prepared_pages: itemFiles('page images that preprocess made of files, of items at their end', 30, 'preparedFileId'),
  texts: itemFiles('texts that ocr read, of items at their end', 365, 'textFileId'),
  files: itemFiles('original files of items that ended outside the books; what a record of the books points at stays', 365, 'file.fileId'),
  rows: inGroups('rows as they were sent, of items at their end', 365, ({ purges }, old) => purges.countRows(old), ({ purges }, old, limit) => purges.removeRows(old, limit)),
  dead_letters: inGroups('dead letters that were dealt with', 30, ({ purges }, old) => purges.countLetters(old), ({ purges }, old, limit) => purges.removeLetters(old, limit)),
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
        for (const batch of batches) if (await purges.removeBatch(batch, old.before)) removed++
        yield removed
      }
    },
  },
} as const satisfies Readonly<Record<string, PurgeClass>>

export type PurgeClassName = keyof typeof purgeClasses
export const PURGE_CLASSES = Object.keys(purgeClasses) as [PurgeClassName, ...PurgeClassName[]]

async function* finished(purges: PurgeTools['purges'], old: Old): AsyncGenerator<{ _id: string; tenantId: string }[]> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const { batches, last }: Awaited<ReturnType<typeof purges.finishedBatches>> = await purges.finishedBatches(old, { after, limit: AT_ONCE })
    yield batches
    after = last
  }
}
