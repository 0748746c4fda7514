import { looksLikeFormula, type Column } from '@chasqui/book-tables'

/**
 * The parts of an XLSX file (ECMA-376, SpreadsheetML) that one plain table needs. Pure.
 *
 * A cell of text is text and is never computed, so nothing has to be put in front of it; what begins like a formula is also marked as quoted
 * (`quotePrefix`), so that it stays text when a person edits it or saves the sheet as CSV.
 */

/** Characters that a cell of Excel may have. */
const CELL_CHARS_MAX = 32_767

/** In the order of `cellXfs` below. */
const STYLE = { plain: 0, money: 1, date: 2, header: 3, quoted: 4 } as const

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Every part but the sheet, by its path in the archive. */
export function partsAround(title: string): Readonly<Record<string, string>> {
  return {
    '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="${escaped(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.00######"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">${[
      '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
      '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
      '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
      '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>',
      '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>',
    ].join('')}</cellXfs></styleSheet>`,
  }
}

/** The beginning of the sheet, with its header, which stays in sight. */
export function sheetHead(columns: readonly Column[]): string {
  const widths = columns.map(({ kind }, n) => `<col min="${n + 1}" max="${n + 1}" width="${kind === 'text' ? 22 : 14}" customWidth="1"/>`).join('')
  const names = columns.map(({ name }, n) => textCell(letters(n) + 1, name, STYLE.header)).join('')
  return `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData><row r="1">${names}</row>`
}

export const SHEET_END = '</sheetData></worksheet>'

/** @param r the number of the row; the header is 1. Cells that are empty are left out. */
export function sheetRow(r: number, columns: readonly Column[], cells: readonly string[]): string {
  let row = `<row r="${r}">`
  for (const [n, { kind }] of columns.entries()) if (cells[n]) row += cellOf(letters(n) + r, kind, cells[n])
  return `${row}</row>`
}

/** A, B … Z, AA: readers want each cell to say where it is. */
function letters(n: number): string {
  return (n >= 26 ? letters(Math.floor(n / 26) - 1) : '') + String.fromCharCode(65 + n % 26)
}

function cellOf(at: string, kind: Column['kind'], cell: string): string {
  if (kind === 'money' && isExactNumber(cell)) return `<c r="${at}" s="${STYLE.money}"><v>${cell}</v></c>`
  if (kind === 'date') {
    const day = serialDay(cell)
    if (day !== undefined) return `<c r="${at}" s="${STYLE.date}"><v>${day}</v></c>`
  }
  return textCell(at, cell, looksLikeFormula(cell) ? STYLE.quoted : STYLE.plain)
}

function textCell(at: string, text: string, style: number): string {
  return `<c r="${at}"${style === STYLE.plain ? '' : ` s="${style}"`} t="inlineStr"><is><t xml:space="preserve">${escaped(text.slice(0, CELL_CHARS_MAX))}</t></is></c>`
}

/** Digits that a spreadsheet keeps of a number (IEEE 754, as Excel shows it). */
const DIGITS_KEPT = 15

/**
 * Whether a spreadsheet holds this decimal to its last digit. What it does not hold is written as text: an amount that is a little wrong is
 * worse than one that cannot be added up.
 */
export function isExactNumber(decimal: string): boolean {
  if (!/^-?\d+(\.\d+)?$/.test(decimal)) return false
  return decimal.replace(/^-?0*/, '').replace('.', '').replace(/^0+/, '').length <= DIGITS_KEPT
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Day 0 of the calendar that spreadsheets count in. Before March 1900 that calendar has a day too many. */
const DAY_ZERO = Date.UTC(1899, 11, 30)
const FIRST_SOUND_DAY = 61

/** A civil day as spreadsheets count days; undefined for what they cannot count. No time zone comes into it. */
export function serialDay(date: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? []
  if (year === undefined) return undefined
  const serial = (Date.UTC(Number(year), Number(month) - 1, Number(day)) - DAY_ZERO) / DAY_MS
  return serial >= FIRST_SOUND_DAY ? serial : undefined
}

const TO_ESCAPE = /[&<>"]|[\0-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_/g
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text in XML. What XML cannot hold, or reads as something else (a carriage return), is written as spreadsheets write it (`_x0007_`, ECMA-376 22.4.2.4), and so is what looks like that. */
function escaped(text: string): string {
  // Half of a pair, which a cut may leave, is not text.
  return text.toWellFormed().replaceAll(TO_ESCAPE, (found) => ENTITIES[found] ?? (found.length > 1 ? `_x005F${found}` : `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`))
}
