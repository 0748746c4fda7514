import { boxAround, type Box } from '../../page/box.ts'
import type { Line, Sheet } from '../../page/sheet.ts'
import { spansMatching, type Span } from '../../page/span.ts'
import { sharedWidth } from '../../page/around.ts'

/** A column of a statement, named as tables of movements name it. */
export type StatementColumn = Box & { name: 'fecha operacion' | 'fecha valor' | 'concepto' | 'referencia' | 'sucursal' | 'importe' | 'cargo' | 'abono' | 'saldo' }
export type StatementHead = { columns: readonly StatementColumn[]; first: Line; last: Line }

const HEADINGS: readonly { name: StatementColumn['name']; words: string }[] = [
  { name: 'fecha valor', words: '(?:fecha|fec|f)\\.? ?(?:de )?valor|value date|valor|valuta' },
  { name: 'fecha operacion', words: '(?:fecha|fec|f)\\.? ?(?:de )?(?:operacion|oper|contable|mov(?:imiento)?|proceso|transaccion)|fecha|date|dia|booking date' },
  { name: 'concepto', words: 'concepto|descripcion|detalle(?: de(?: la)? transaccion)?|glosa|movimiento|description|operacion' },
  { name: 'referencia', words: '(?:n[o.]*|num(?:ero)?|nro)\\.? ?(?:de )?(?:operacion|oper|op|documento|doc|referencia|ref)|referencia|documento|docto|folio|ref' },
  { name: 'sucursal', words: 'sucursal|oficina|canal|lugar|branch|hora' },
  { name: 'cargo', words: '(?:cheques (?:y|/) (?:otros )?)?cargos?(?: ?/ ?debe)?|debe|debitos?|retiros?|egresos?|giros?|debit|pagos' },
  { name: 'abono', words: '(?:depositos (?:y|/) (?:otros )?)?abonos?(?: ?/ ?haber)?|haber|creditos?|depositos?|ingresos?|credit' },
  { name: 'saldo', words: 'saldo(?: (?:contable|disponible|diario))?|balance' },
  { name: 'importe', words: 'importe|monto|cantidad|amount' },
]
const PATTERNS = HEADINGS.map((one) => ({ ...one, pattern: new RegExp(`(?<![a-z0-9])(?:${one.words})\\.?(?![a-z0-9])`, 'g') }))
const MAX_HEAD_LINES = 2

/** Every head of a table of movements; it is repeated on each page. */
export function statementHeads(sheet: Sheet): StatementHead[] {
  const heads: StatementHead[] = []
  let after = -1
  for (const line of sheet.lines) {
    if (line.at <= after) continue
    const head = headAt(sheet, line)
    if (head === undefined) continue
    heads.push(head)
    after = head.last.at
  }
  return heads
}

function headAt(sheet: Sheet, line: Line): StatementHead | undefined {
  let best: StatementHead | undefined
  for (let count = 1; count <= MAX_HEAD_LINES; count++) {
    const lines = sheet.lines.slice(line.at, line.at + count)
    const last = lines.at(-1) ?? line
    if (last.page !== line.page || last.y - (line.y + line.h) > 1.8 * line.h || lines.some((one) => /\d[.,]\d{2}(?!\d)/.test(one.text))) break
    const columns = columnsIn(lines)
    if (isHead(columns) && columns.length > (best?.columns.length ?? 0)) best = { columns, first: line, last }
  }
  return best
}

/** A date, some text or balance, and money that moved. */
function isHead(columns: readonly StatementColumn[]): boolean {
  const names = new Set(columns.map((column) => column.name))
  const isMoney = names.has('importe') || names.has('cargo') || names.has('abono')
  return (names.has('fecha operacion') || names.has('fecha valor')) && isMoney && (names.has('concepto') || names.has('saldo'))
}

function columnsIn(lines: readonly Line[]): StatementColumn[] {
  const found: StatementColumn[] = []
  for (const line of lines) for (const { name, span } of headings(line)) {
    const over = found.find((one) => sharedWidth(one, span) > 0.3)
    if (over !== undefined) Object.assign(over, boxAround([over, span]), over.name === 'fecha operacion' && name === 'fecha valor' ? { name } : {})
    else if (!found.some((one) => one.name === name)) found.push({ name, x: span.x, y: span.y, w: span.w, h: span.h })
  }
  // A lone "valor" is the amount where no date column of that name can be meant.
  const names = new Set(found.map((column) => column.name))
  if (names.has('fecha valor') && !names.has('fecha operacion')) for (const column of found) if (column.name === 'fecha valor') column.name = 'fecha operacion'
  return found.sort((a, b) => a.x - b.x)
}

function headings(line: Line): { name: StatementColumn['name']; span: Span }[] {
  const all = PATTERNS.flatMap(({ name, pattern }, order) => spansMatching(line, pattern).map((span) => ({ name, span, order })))
  const taken: { name: StatementColumn['name']; span: Span }[] = []
  for (const one of all.sort((a, b) => b.span.text.length - a.span.text.length || a.order - b.order)) {
    if (!taken.some((other) => one.span.start < other.span.end && other.span.start < one.span.end)) taken.push(one)
  }
  return taken.sort((a, b) => a.span.start - b.span.start)
}
