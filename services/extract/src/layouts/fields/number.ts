import type { DocType } from '@chasqui/contracts'
import { checkClaveAcceso } from '@chasqui/tax'
import { isInTop, type Document } from '../document.ts'
import { cellsBelow, sharedWidth } from '../page/around.ts'
import type { Line } from '../page/sheet.ts'
import { evidenceOf, overlap, spanOf, spansMatching, type Span } from '../page/span.ts'
import type { Read } from './reading.ts'

/** The number of a document as it is printed, in the parts that its country knows. */
export type ReadNumber = Read<string> & { series?: string; folio?: string }

/** What the document may call itself in front of its number; other documents on the same page have other names. */
const NAMES: Readonly<Partial<Record<DocType, string>>> = {
  invoice: 'factura|fra|invoice|comprobante|documento|liquidacion',
  credit_note: 'nota(?: de (?:credito|abono))?|abono|credit note|factura|fra|comprobante|documento',
  debit_note: 'nota(?: de (?:debito|cargo))?|debit note|factura|comprobante|documento',
  receipt: 'boleta|ticket|tiquet|recibo|receipt|nota de venta|factura|fra|comprobante|documento|operacion de venta',
  quote: 'presupuesto|cotizacion|(?:factura )?pro ?forma|oferta|quote|quotation',
  order: 'orden(?: de (?:compra|servicio|pedido))?|pedido|purchase order',
}
const SUFFIX = '(?: (?:electronica|simplificada|rectificativa|de (?:venta|abono|compra|exportacion)|de venta electronica|exenta(?: electronica)?|no afecta o exenta electronica|simpl))*\\.?'
const NUMBER_WORD = "(?:n[o.°º']{1,3}|n [°º]|num(?:ero)?|nro|no|number|#|folio|id)\\.?"
/** What a bare "n.º" numbers when it is not the document. */
const OTHERS = 'cuenta|cta|pedido|orden|autorizacion|operacion|cliente|albaran|contrato|poliza|registro|telefono|tel|guia|lote|caja|terminal|articulos|items|lineas|unidades|resolucion|res|tomo|hoja|serie|referencia|ref'

type NumberLabel = { plain: number; pattern: RegExp }

/** Labels of the number, the plainer first; a bare "n.º" may be anything's. */
function labelsOf(docType: DocType): readonly NumberLabel[] {
  const known = LABELS.get(docType)
  if (known !== undefined) return known
  const kind = `(?:${NAMES[docType] ?? NAMES.invoice})\\.?${SUFFIX}`
  const labels = [
    { plain: 1, pattern: new RegExp(`(?<![a-z0-9])${kind} ?(?:\\(?serie\\)?[ :-]*)?${NUMBER_WORD}(?: ?(?:de )?(?:serie|documento))?(?![a-z])`, 'g') },
    { plain: 1, pattern: new RegExp(`(?<![a-z0-9])${NUMBER_WORD} ?(?:de )?(?:la )?${kind}(?![a-z])`, 'g') },
    { plain: 0.95, pattern: /(?<![a-z0-9])(?:folio|serie ?(?:y|-|\/) ?(?:numero|n[o.]+)|numero de serie|n[o.]+ ?(?:fra|fact|doc)\.?)(?![a-z])/g },
    { plain: 0.85, pattern: new RegExp(`(?<![a-z0-9])(?<!(?:hoja|pago de|de la|condiciones|total|fecha|importe|vencimiento|cliente|segun|su|nuestro) )${kind}(?! ?(?:n[o.]|(?:de|a|por|en|para|que|del|anterior|rectificada|afectada|total)(?![a-z0-9/-])))(?![a-z])`, 'g') },
    { plain: 0.74, pattern: new RegExp(`(?<![a-z0-9])(?<!(?:${OTHERS}|calle|av|avda|jr|c\\/)\\.? ?)${NUMBER_WORD}(?! ?(?:de )?(?:${OTHERS})(?![a-z]))(?![a-z])`, 'g') },
  ]
  LABELS.set(docType, labels)
  return labels
}

const LABELS = new Map<DocType, readonly NumberLabel[]>()

/** The trade register numbers its volumes, folios and sheets, too. */
const REGISTER = /registro mercantil|inscrit[ao]|(?<![a-z])tomo(?![a-z])|(?<![a-z])hoja [a-z]{1,2}-/
/** Numbers of documents stand in the upper part of the page. */
const LOW_PART = 0.62

/** Shapes that are a number anywhere, by country. */
const PE = /(?<![A-Z0-9])([FBE][A-Z0-9]{3}) ?[-–—] ?(\d{1,8})(?![\dA-Z])/g
const PE_SCANNED = /(?<![A-Z0-9])([FBE8E][A-Z0-9]{3}) ?[-–—~] ?([\dOIlSB]{1,8})(?![\dA-Z])/g
const EC = /(?<!\d)(\d{3}) ?[-–—] ?(\d{3}) ?[-–—] ?(\d{9})(?!\d)/g

const SURE = { shape: 0.97, right: 0.95, below: 0.88, clave: 0.98 } as const

/** The number of the document, by the shape its country prints or by its label; not a date, an id, an amount or a reference. */
export function readNumber(document: Document, docType: DocType, isExcluded: (line: Line) => boolean): ReadNumber | undefined {
  const lines = document.sheet.lines.filter((line) => !document.referenceLines.has(line) && !REGISTER.test(line.folded))
  const labels = labelsOf(docType)
  switch (document.country) {
    case 'PE': return peruvian(document, lines)
    case 'EC': return ecuadorian(document, lines) ?? byLabel(document, lines, labels, isExcluded)
    case 'CL': return byLabel(document, lines, labels, isExcluded, CHILEAN)
    default: return byLabel(document, lines, labels, isExcluded)
  }
}

function peruvian(document: Document, lines: readonly Line[]): ReadNumber | undefined {
  const isScan = document.sheet.source === 'ocr'
  const found = lines.flatMap((line) => [...line.text.matchAll(isScan ? PE_SCANNED : PE)].map((match) => ({ line, match })))
  const first = found[0]
  if (first === undefined) return paperNumber(document, lines)
  const { line, match } = first
  const series = seriesRead(match[1] ?? '')
  const folio = digitsRead(match[2] ?? '')
  return { value: `${series}-${folio}`, series, folio: unpadded(folio), evidence: evidenceOf(document.sheet, spanOf(line, match.index, match.index + match[0].length), 'shape:PE', SURE.shape) }
}

/** "Serie F001  N.º 123" in two boxes, and the numeric series of paper. */
function paperNumber(document: Document, lines: readonly Line[]): ReadNumber | undefined {
  for (const line of lines) {
    const match = /(?<![a-z0-9])(?:serie:? )?([fbe][a-z0-9]{3}|0\d{2,3}) ?(?:-|n[o.°º]{1,2}:?|numero:?) ?(\d{3,8})(?!\d)/.exec(line.folded)
    if (match === null) continue
    const series = (match[1] ?? '').toUpperCase()
    const folio = match[2] ?? ''
    return { value: `${series}-${folio}`, series, folio: unpadded(folio), evidence: evidenceOf(document.sheet, spanOf(line, match.index, match.index + match[0].length), 'label:serie', 0.9) }
  }
  return undefined
}

/** A series has a letter and then mostly digits: F0O1 is F001. */
function seriesRead(text: string): string {
  const head = text.charAt(0) === '8' ? 'B' : text.charAt(0)
  const tail = text.slice(1)
  return head + (/\d/.test(tail) ? tail.replace(/O/g, '0').replace(/[Il]/g, '1') : tail)
}

const digitsRead = (text: string) => text.replace(/O/g, '0').replace(/[Il]/g, '1').replace(/S/g, '5').replace(/B/g, '8')
const unpadded = (digits: string) => digits.replace(/^0+(?=\d)/, '')

function ecuadorian(document: Document, lines: readonly Line[]): ReadNumber | undefined {
  for (const line of lines) {
    const [match] = [...line.text.matchAll(EC)]
    if (match === undefined) continue
    const value = `${match[1]}-${match[2]}-${match[3]}`
    return { value, series: `${match[1]}-${match[2]}`, folio: unpadded(match[3] ?? ''), evidence: evidenceOf(document.sheet, spanOf(line, match.index, match.index + match[0].length), 'shape:EC', SURE.shape) }
  }
  return undefined
}

/** Ecuador's access key, whose check digit proves what it says about date, issuer and number. */
export function readClaveAcceso(document: Document): Read<string> | undefined {
  for (const line of document.sheet.lines) {
    const match = /(?<!\d)\d(?: ?\d){48}(?!\d)/.exec(line.text)
    if (match === null) continue
    const key = match[0].replaceAll(' ', '')
    const verdict = checkClaveAcceso(key)
    if (verdict.valid) return { value: key, evidence: evidenceOf(document.sheet, spanOf(line, match.index, match.index + match[0].length), 'shape:clave de acceso', SURE.clave, true) }
  }
  return undefined
}

type Shape = { value: RegExp; joins: boolean }
/** Spain and everywhere: letters, digits, dashes and slashes, at least one digit. */
const GENERAL: Shape = { value: /^[A-Z0-9][A-Z0-9/._-]{0,29}$/i, joins: true }
/** Chile's folio is digits only, sometimes printed with points of thousands. */
const CHILEAN: Shape = { value: /^\d{1,3}(?:\.\d{3})+$|^\d{1,10}$/, joins: false }

type Found = { span: Span; value: string; weight: number; rule: string }

function byLabel(document: Document, lines: readonly Line[], labels: readonly NumberLabel[], isExcluded: (line: Line) => boolean, shape: Shape = GENERAL): ReadNumber | undefined {
  const found: Found[] = []
  for (const line of lines) {
    if (isExcluded(line)) continue
    for (const { plain, pattern } of labels) for (const label of spansMatching(line, pattern)) {
      const sure = (plain < 0.8 && isUnderTitle(document, label) ? 0.92 : plain) * (isInTop(document, line, LOW_PART) ? 1 : 0.7)
      const isPlain = sure >= 0.9 || shape === CHILEAN
      const right = valueAt(document, line, label.end, shape, isPlain)
      if (right !== undefined) found.push({ ...right, weight: sure * SURE.right, rule: `label:${label.text.toLowerCase().trim()}` })
      else for (const { line: under, cell } of cellsBelow(document.sheet, label, 1)) {
        if (document.referenceLines.has(under)) continue
        const value = valueAt(document, under, cell.from, shape, isPlain)
        if (value !== undefined) found.push({ ...value, weight: sure * SURE.below, rule: `label above:${label.text.toLowerCase().trim()}` })
      }
    }
  }
  const best = found.sort((a, b) => b.weight - a.weight || a.span.line.at - b.span.line.at)[0]
  if (best === undefined) return undefined
  const value = shape === CHILEAN ? best.value.replaceAll('.', '') : withSeries(document, best)
  return { value, evidence: evidenceOf(document.sheet, best.span, best.rule, best.weight), ...partsOf(value) }
}

const TITLE = /(?<![a-z])(?:factura|boleta|nota de (?:credito|debito|venta|abono)|ticket|recibo|electronica|invoice)(?![a-z])/
const TITLE_REACH = 3

/** A bare "n.º" is the document's own when it stands under the title. */
function isUnderTitle(document: Document, label: Span): boolean {
  return document.sheet.lines.slice(Math.max(0, label.line.at - TITLE_REACH), label.line.at + 1).some((line) =>
    line.page === label.line.page && line.cells.some((cell) => TITLE.test(cell.folded) && cell.text.length < 45 && sharedWidth(cell, label) > 0))
}

/** The word at a place, when it can be a number; a short series in front of it belongs to it. */
function valueAt(document: Document, line: Line, from: number, shape: Shape, isPlain: boolean): { span: Span; value: string } | undefined {
  const rest = line.text.slice(from)
  const glue = /^[\s:.#ºo°=>-]*/.exec(rest)?.[0] ?? ''
  const words = /^(\S+)(?: (\S+))?/.exec(rest.slice(glue.length))
  if (words === null) return undefined
  const first = tidy(words[1] ?? '')
  const second = tidy(words[2] ?? '')
  const start = from + glue.length
  const whole = shape.joins && /^[A-Z]{1,4}$/.test(first) && /^\d[\d/-]*$/.test(second) && isNear(line, start + first.length)
    ? { value: `${first}${second}`, span: spanOf(line, start, start + first.length + 1 + second.length) }
    : { value: first, span: spanOf(line, start, start + first.length) }
  return isNumber(document, whole.value, whole.span, shape, isPlain) ? whole : undefined
}

const tidy = (word: string) => word.replace(/^[:.#º°]+|[:.,;)]+$/g, '')

/** Whether the blank at a place of the line lies inside one cell. */
function isNear(line: Line, place: number): boolean {
  return !line.cells.some((cell) => cell.from === place + 1)
}

/** "1.F": what is left of N.1.F., as a scan shows the N.I.F., behind a "N." taken for the label. */
const ABBREVIATION = /^[\p{L}\d](?:\.\p{L})+$/u
const YEAR = /^(?:19|20)\d{2}$/

/** Four digits of a year are a number only behind a label that can mean nothing else. */
function isNumber(document: Document, value: string, span: Span, shape: Shape, isPlain: boolean): boolean {
  if (!shape.value.test(value) || !/\d/.test(value)) return false
  if (ABBREVIATION.test(value)) return false
  if ((YEAR.test(value) && !isPlain) || /^\d+[.,]\d{2}$/.test(value) || /%/.test(span.line.text.slice(span.end, span.end + 2))) return false
  const isTaken = [...document.dates, ...document.taxIds].some((token) => overlap(token.span, span)) || document.times.some((time) => overlap(time.span, span))
  return !isTaken && !/^[A-Z]{2}\d{2}[A-Z0-9]{10,}$/.test(value) && value.replace(/\D/g, '').length <= 20
}

/** "Serie: A" in a box of its own in front of "Número: 123". */
function withSeries(document: Document, best: Found): string {
  if (!/^\d+$/.test(best.value)) return best.value.toUpperCase()
  const near = document.sheet.lines.filter((line) => Math.abs(line.at - best.span.line.at) <= 1)
  for (const line of near) {
    const match = /(?<![a-z])serie:? ?([a-z][a-z0-9]{0,5}|\d{1,4})(?![a-z0-9])/.exec(line.folded)
    if (match !== null) return `${(match[1] ?? '').toUpperCase()}-${best.value}`
  }
  return best.value
}

function partsOf(value: string): { series?: string; folio?: string } {
  const match = /^(.*[^\d])?(\d+)$/.exec(value)
  if (match === null) return { folio: value }
  const series = (match[1] ?? '').replace(/[-/ .]+$/, '')
  return { ...(series === '' ? {} : { series }), folio: unpadded(match[2] ?? '') }
}
