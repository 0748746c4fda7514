import type { Finding } from '@chasqui/contracts'
import type { Draft } from './canonical.ts'

/** What one page shows of a document when it is read by itself. */
export type PageHead = {
  page: number
  isScan: boolean
  draft: Pick<Draft, 'number' | 'issueDate' | 'vendor' | 'totals' | 'fieldMeta'>
}

/** Numbers and ids that name a document stand in the upper half of its first page. */
const TITLE_ZONE = 0.5
/** From here on an id passed its check digit as it is printed. */
const PROVEN = 0.9

/**
 * Pages on which another document begins: with another number, or another issuer whose id passes its check, in the title zone, and
 * with enough beside it to be a document of its own. An annex names the number of its invoice or none; a remark names a
 * number, but neither a date nor a total with it. classify has looked at the words alone before, of every type (its several-documents.ts).
 */
export function furtherDocuments(heads: readonly PageHead[]): Finding[] {
  const found: Finding[] = []
  let known: Shown = {}
  for (const head of heads) {
    const own = shownOn(head)
    const why = differenceOf(known, own, head.isScan)
    if (why !== undefined) found.push({ code: 'SEVERAL_DOCUMENTS', severity: 'review', field: 'pages', message: `Another document seems to begin on page ${head.page}: ${why}` })
    known = why === undefined ? { ...own, ...known } : own
  }
  return found
}

type Shown = { number?: string; issuer?: string; date?: string; total?: string }

function shownOn({ draft }: PageHead): Shown {
  const { number, issueDate, vendor, totals, fieldMeta } = draft
  const isTitle = (path: string) => (fieldMeta[path]?.box?.[1] ?? 0) < TITLE_ZONE
  const isProven = (fieldMeta['vendor.taxId']?.confidence ?? 0) >= PROVEN
  return {
    ...(number !== undefined && isTitle('number') ? { number } : {}),
    ...(vendor?.taxId !== undefined && isProven && isTitle('vendor.taxId') ? { issuer: vendor.taxId } : {}),
    ...(issueDate === undefined ? {} : { date: issueDate }),
    ...(totals?.total === undefined ? {} : { total: totals.total }),
  }
}

function differenceOf(known: Shown, own: Shown, isScan: boolean): string | undefined {
  const differs = (field: keyof Shown) => known[field] !== undefined && own[field] !== undefined && bare(known[field]) !== bare(own[field])
  const isDated = own.date !== undefined || own.total !== undefined
  if (differs('issuer') && (own.number !== undefined || isDated)) return `issuer ${own.issuer} after ${known.issuer}`
  // An engine misreads a digit of one number in two places; with another date or total it is another document.
  const isSupported = isScan ? differs('date') || differs('total') : isDated
  if (differs('number') && isSupported) return `number ${own.number} after ${known.number}`
  if (differs('date') && differs('total')) return `date ${own.date} and total ${own.total} after ${known.date} and ${known.total}`
  return undefined
}

/** F001-00000123 and F001-123 are one number. */
function bare(value: string | undefined): string | undefined {
  return value?.toUpperCase().replace(/[^A-Z0-9.]+/g, '-').replace(/(?<=^|-)0+(?=\d)/g, '')
}
