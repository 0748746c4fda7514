import type { DocumentText, SourceType } from '@chasqui/contracts'
import { gated, type Classification } from './classification.ts'
import { fold } from './fold.ts'
import { kinds } from './kinds.ts'
import type { Clue, Kind } from './kinds/kind.ts'
import { beginningsIn } from './several-documents.ts'

/** What is known beside the text. */
export type Hints = { sourceType: SourceType; filename?: string | undefined }

const WEIGHTS = { strong: 3, medium: 1, against: -2 } as const
const TITLE_LINES = 15
/** Words alone are never surer than this. */
const TEXT_CAP = 0.95
/** Later pages of a long document repeat the first ones; statements of 20 pages need no more to be known. */
const MAX_CHARS = 40_000

/**
 * The type of a document from its words: clues of every kind are weighed, those in the
 * first 15 lines twice; confidence = best / (best + second + 1), at most 0.95.
 */
export function classifyText(text: DocumentText, hints: Hints): Classification {
  const whole = folded(text)
  const title = titleZone(whole)
  // Tickets print their name at the foot, and large letterheads push it out of the title zone.
  const own = presented(title, true) ?? (isShort(whole) ? presented(whole, false) : undefined)
  const scores = kinds
    .filter((kind) => own?.kind.silences.includes(kind.docType) !== true)
    .map((kind) => score(kind, whole, title, hints.sourceType, kind === own?.kind ? own : undefined))
    .sort((a, b) => b.points - a.points)
  const [best, second] = scores
  if (best === undefined || best.points <= 0) return gated('unknown', 0, ['no known words'])
  const confidence = Math.min(TEXT_CAP, best.points / (best.points + (second?.points ?? 0) + 1))
  const reasons = second !== undefined && second.points > 0 ? [...best.reasons, `next: ${second.kind.docType} with ${second.points}`] : best.reasons
  return withBeginnings(gated(best.kind.docType, confidence, reasons), text)
}

function withBeginnings(guess: Classification, text: DocumentText): Classification {
  const [next] = beginningsIn(text)
  if (next === undefined) return guess
  return { ...guess, needsReview: true, reasons: [`another document seems to begin on page ${next.page}: ${next.why}`, ...guess.reasons] }
}

/** Both readings of a scanned page speak: what one lost the other may have. */
function folded(text: DocumentText): string {
  const pages = text.pages.map((page) => (page.second === undefined ? page.text : `${page.text}\n${page.second.text}`))
  return fold(pages.join('\n')).slice(0, MAX_CHARS).replace(/(?<![a-z])[a-z](?: [a-z]){3,}(?![a-z])/g, (spaced) => spaced.replaceAll(' ', ''))
}

function titleZone(whole: string): string {
  return whole.split('\n').filter((line) => line.trim() !== '').slice(0, TITLE_LINES).join('\n')
}

/** A contract of many pages speaks of invoices somewhere; a ticket has its own name or none. */
const MAX_SHORT_LINES = 70
const isShort = (whole: string) => whole.split('\n').length <= MAX_SHORT_LINES

type Presented = { kind: Kind; name: string; inTitle: boolean }

/** The kind that the document presents itself as: the first that the text names. */
function presented(text: string, inTitle: boolean): Presented | undefined {
  const named = kinds.flatMap((kind) => {
    const match = kind.title.exec(text)
    return match === null ? [] : [{ kind, name: match[0].trim(), inTitle, at: match.index }]
  })
  return named.sort((a, b) => a.at - b.at)[0]
}

type Score = { kind: Kind; points: number; reasons: string[] }

function score(kind: Kind, whole: string, title: string, sourceType: SourceType, self: Presented | undefined): Score {
  const found = (['strong', 'medium', 'against'] as const).flatMap((strength) =>
    kind[strength].flatMap((clue) => {
      const words = standing(clue, whole)
      if (words === undefined) return []
      const inTitle = standing(clue, title) !== undefined
      return [{ name: clue.name ?? words, points: WEIGHTS[strength] * (inTitle ? 2 : 1), inTitle }]
    }),
  )
  // The name under which the document presents itself is a strong clue, unless one of the clues is that very name.
  const isCounted = self === undefined || found.some((clue) => clue.inTitle === self.inTitle && clue.points > 0 && clue.name.includes(self.name))
  if (!isCounted) found.push({ name: self.name, points: WEIGHTS.strong * (self.inTitle ? 2 : 1), inTitle: self.inTitle })
  const own = found.reduce((sum, clue) => sum + clue.points, 0)
  const expected = own > 0 && kind.sourceTypes.includes(sourceType)
  const reasons = found
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .map((clue) => `${clue.points > 0 ? '+' : ''}${clue.points} ${clue.name}${clue.inTitle ? ' (title)' : ''}`)
  return { kind, points: Math.max(0, own + (expected ? 1 : 0)), reasons: expected ? [...reasons, `+1 batch of ${sourceType}`] : reasons }
}

/** The words that the clue stands for in this text; undefined when one of its patterns is not there. */
function standing(clue: Clue, text: string): string | undefined {
  const found = clue.patterns.map((pattern) => pattern.exec(text)?.[0])
  return found.includes(undefined) ? undefined : found.join(' … ')
}
