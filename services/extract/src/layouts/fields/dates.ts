import type { Finding } from '@chasqui/contracts'
import { isInTop, type Document } from '../document.ts'
import { cellsBelow } from '../page/around.ts'
import { evidenceOf, overlap, spansMatching, type Span } from '../page/span.ts'
import type { DateToken } from '../values/date-token.ts'
import type { Line } from '../page/sheet.ts'
import type { Read } from './reading.ts'
import { onLine } from '../values/on-line.ts'

type DateRole = 'issue' | 'due' | 'period' | 'other'
type LabelledDate = { role: DateRole; token: DateToken; weight: number; label: string }

/** What a date is, by the words beside it; of overlapping labels the longer one counts. Folded text. */
const LABELS: readonly { role: DateRole; plain: number; words: string }[] = [
  { role: 'other', plain: 1, words: 'fecha (?:y hora )?(?:de |del? )?(?:la )?(?:autorizacion|impresion|entrega|pedido|operacion|recepcion|nacimiento|envio|alta|antiguedad|ingreso|cobro|pago|inicio|fin|albaran|traslado|orden|guia|resolucion)|f\\.? ?(?:valor|operacion|entrega|pedido|albaran)|fecha valor|fecha (?:de )?(?:emision )?\\(?(?:de la factura rectificada|del? (?:comprobante|documento) (?:que|a) modifica[rd]?[a-z]*|comprobante a modificar)|valid[oa] hasta|fecha rectificada|caducidad|resolucion|autorizacion|res\\.' },
  { role: 'due', plain: 1, words: '(?:fecha (?:de )?|fec(?:ha)?\\.? ?|f\\.? ?)?(?:vencimiento|vencim|venc|vto)s?\\.?(?: el)?|vence(?: el)?|fecha (?:de )?vto|due(?: date| on| by)?|pagar antes del?|fecha (?:limite|tope)(?: de pago)?|payment due|fecha (?:de )?(?:cargo|cobro)|cuota ?\\d*' },
  { role: 'period', plain: 1, words: 'periodo(?: de (?:facturacion|liquidacion|consumo))?|desde|hasta|del|al|from|to|period' },
  { role: 'issue', plain: 1, words: '(?:fecha|fec|f)\\.? ?(?:y hora )?(?:de )?(?:la )?(?:emision|expedicion|facturacion|factura|fra|documento|doc|venta|compra|boleta|ticket)|emision|emitid[ao](?: el)?|expedid[ao](?: el)?|(?:issue|invoice|receipt) date|date (?:of issue|issued)|issued(?: on)?' },
  { role: 'issue', plain: 0.75, words: 'fecha(?: ?(?:/|y) ?hora)?|date|dia' },
]
const PATTERNS = LABELS.map((one) => ({ ...one, pattern: new RegExp(`(?<![a-z0-9])(?:${one.words})(?![a-z0-9])`, 'g') }))

/** What a date deserves by its label, its column, its place, or merely by being there. */
const SURE = { right: 0.96, below: 0.9, top: 0.7, only: 0.7, anywhere: 0.55 } as const
const TOP_PART = 0.4

export type DatesReading = { issueDate?: Read<string>; issueTime?: Read<string>; dueDate?: Read<string>; period?: { start: Read<string>; end: Read<string> }; findings: Finding[] }

/** Chooses the dates of a document: a date behind a due label is never the issue date. */
export function readDates(document: Document, isExcluded: (line: Line) => boolean): DatesReading {
  const { sheet } = document
  const tokens = document.dates.filter((token) => token.date >= '2000-01-01' && token.date < '2100-01-01')
  const labelled = labelledDates(document, tokens)
  const findings: Finding[] = []
  const take = (field: string, token: DateToken, rule: string, sure: number): Read<string> => {
    for (const code of token.warnings) findings.push({ code, severity: 'review', field, message: `"${token.raw}" is a date only with the month first`, value: token.raw })
    return { value: token.date, evidence: evidenceOf(sheet, token.span, rule, token.isRepaired === true ? sure * 0.8 : sure) }
  }
  const best = (role: DateRole) => labelled.filter((one) => one.role === role).sort((a, b) => b.weight - a.weight || a.token.span.line.at - b.token.span.line.at)[0]

  const reading: DatesReading = { findings }
  const due = best('due')
  const issue = best('issue')
  const issueToken = issue?.token ?? unlabelledIssue(document, tokens, labelled, isExcluded)
  if (issueToken !== undefined) {
    const isOnly = tokens.every((token) => token.date === issueToken.date)
    const sure = issue?.weight ?? (isInTop(document, issueToken.span.line, TOP_PART) ? SURE.top : isOnly ? SURE.only : SURE.anywhere)
    reading.issueDate = take('issueDate', issueToken, issue === undefined ? 'place:top' : `label:${issue.label}`, sure)
    const time = timeBeside(document, issueToken.span.line)
    if (time !== undefined) reading.issueTime = time
  }
  if (due !== undefined && (due.token !== issueToken)) reading.dueDate = take('dueDate', due.token, `label:${due.label}`, due.weight)
  const period = periodOf(tokens, take)
  if (period !== undefined) reading.period = period
  return reading
}

function labelledDates(document: Document, tokens: readonly DateToken[]): LabelledDate[] {
  const found: LabelledDate[] = []
  for (const line of document.sheet.lines) {
    if (document.referenceLines.has(line)) continue
    const here = onLine(tokens, line)
    const labels = labelsOn(line).filter((label) => !here.some((token) => overlap(token.span, label.span)))
    for (const [i, { role, plain, span }] of labels.entries()) {
      const right = dateBehind(labels, i, here, line)
      if (right !== undefined) {
        found.push({ role, token: right, weight: plain * SURE.right, label: span.text.toLowerCase() })
        continue
      }
      const under = cellsBelow(document.sheet, span, 2).flatMap(({ line: below, cell }) =>
        tokens.filter((token) => token.span.line === below && token.span.start >= cell.from && token.span.start < cell.from + cell.text.length))[0]
      if (under !== undefined && role !== 'period') found.push({ role, token: under, weight: plain * SURE.below, label: span.text.toLowerCase() })
    }
  }
  return withoutDoubles(found)
}

const JOINED = /^[\s/,]*(?:y |o )?$/

/**
 * The date behind a label, up to the next label. Labels that are joined ("Fecha de la factura / de entrega: …") share the
 * dates behind the last of them: one each when there are enough, else all the first.
 */
function dateBehind(labels: readonly DateLabel[], i: number, dates: readonly DateToken[], line: Line): DateToken | undefined {
  const isJoined = (at: number) => labels[at + 1] !== undefined && JOINED.test(line.folded.slice(labels[at]?.span.end, labels[at + 1]?.span.start))
  let first = i
  while (first > 0 && isJoined(first - 1)) first--
  let last = i
  while (isJoined(last)) last++
  const from = labels[last]?.span.end ?? 0
  const to = labels[last + 1]?.span.start ?? Number.POSITIVE_INFINITY
  const behind = dates.filter((token) => token.span.start >= from && token.span.start < to)
  return behind.length > last - first ? behind[i - first] : behind[0]
}

/** A date that stands right of one label and below another belongs to the one on its line. */
function withoutDoubles(found: readonly LabelledDate[]): LabelledDate[] {
  return found.filter((one) => !found.some((other) => other !== one && other.token === one.token && other.role !== one.role && (other.weight > one.weight || (other.role === 'issue' && one.role === 'other'))))
}

type DateLabel = { role: DateRole; plain: number; span: Span }

function labelsOn(line: Line): DateLabel[] {
  const all = PATTERNS.flatMap(({ role, plain, pattern }, order) => spansMatching(line, pattern).map((span) => ({ role, plain, span, order })))
  const taken: DateLabel[] = []
  for (const label of all.sort((a, b) => b.span.text.length - a.span.text.length || a.order - b.order)) {
    if (!taken.some((other) => label.span.start < other.span.end && other.span.start < label.span.end)) taken.push(label)
  }
  return taken.sort((a, b) => a.span.start - b.span.start)
}

/** When the only date is that of the operation or payment itself, the document is of that day. */
const DONE = /operacion|pago|cobro|autorizacion|impresion/

function unlabelledIssue(document: Document, tokens: readonly DateToken[], labelled: readonly LabelledDate[], isExcluded: (line: Line) => boolean): DateToken | undefined {
  const claimed = new Set(labelled.filter((one) => one.role !== 'issue').map((one) => one.token))
  const free = tokens.filter((token) => !claimed.has(token) && !isExcluded(token.span.line) && !document.referenceLines.has(token.span.line))
  return free.find((token) => isInTop(document, token.span.line, TOP_PART)) ?? free[0] ?? labelled.find((one) => one.role === 'other' && DONE.test(one.label))?.token
}

function timeBeside(document: Document, line: Line): Read<string> | undefined {
  const near = document.times.find((time) => time.span.line === line) ?? document.times.find((time) => /(?<![a-z])(?:hora|time)(?![a-z])/.test(time.span.line.folded) && Math.abs(time.span.line.at - line.at) <= 2)
  return near === undefined ? undefined : { value: near.time, evidence: evidenceOf(document.sheet, near.span, 'beside the date', 0.9) }
}

const BETWEEN = /^\s*(?:al?|-|–|hasta(?: el)?|to|y)\s*(?:el )?$/
const PERIOD = /(?<![a-z])(?:periodo|facturacion|liquidacion|consumo|del|desde|from|period)(?![a-z])/

/** "Periodo: 01/04/2025 al 30/04/2025", also spread over two labels. */
function periodOf(tokens: readonly DateToken[], take: (field: string, token: DateToken, rule: string, sure: number) => Read<string>): DatesReading['period'] {
  for (const [i, start] of tokens.entries()) {
    const end = tokens[i + 1]
    if (end === undefined || end.span.line !== start.span.line || end.date < start.date) continue
    const { folded } = start.span.line
    if (!BETWEEN.test(folded.slice(start.span.end, end.span.start)) || !PERIOD.test(folded.slice(0, start.span.start))) continue
    return { start: take('periodStart', start, 'label:period', SURE.right), end: take('periodEnd', end, 'label:period', SURE.right) }
  }
  return undefined
}

