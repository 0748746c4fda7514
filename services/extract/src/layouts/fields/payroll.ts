import type { Canonical, Evidence, Finding } from '@chasqui/contracts'
import { abs, add, clampedDate, compare, isWithin, parseDate, sub } from '@chasqui/tax'
import type { Document } from '../document.ts'
import { cellsBelow, nextCell, restOfCell, sharedWidth } from '../page/around.ts'
import { evidenceOf, spanOf, spansMatching, type Span } from '../page/span.ts'
import type { AmountToken } from '../values/amount-token.ts'
import { derivedFrom } from './reading.ts'

type Payroll = NonNullable<Canonical['payroll']>
type Figure = 'gross' | 'totalDeductions' | 'net'

const LABELS: Readonly<Record<Figure, RegExp>> = {
  gross: /(?<![a-z])(?:total (?:devengad?o|devengos|haberes|ingresos|remuneraci(?:on|ones)|percepciones)|(?:remuneracion|sueldo|salario|total) bruto|total bruta|total imponible|gross(?: pay)?)(?![a-z])/g,
  totalDeductions: /(?<![a-z])(?:total (?:a deducir|(?:de )?deducciones|(?:de )?descuentos?|(?:de )?egresos|(?:de )?retenciones)|total aporte(?:s)?(?: del)? trabajador|total deductions)(?![a-z])/g,
  net: /(?<![a-z])(?:(?:total )?liquido(?: total)?(?: a (?:percibir|pagar|recibir))?|neto a (?:percibir|pagar|recibir)|(?:sueldo|alcance|total) liquido|(?:total )?neto(?: pagado| a cobrar)?|(?:valor|total) a recibir|net pay)(?![a-z])/g,
}

/** What adds up on a payslip: gross − deductions = net, give or take two cents. */
const TOLERANCE = '0.02'
const SURE = { proven: 0.97, alone: 0.72, derived: 0.7 } as const

export type PayrollReading = { payroll: Payroll; meta: Record<string, Evidence>; findings: Finding[]; isProven: boolean }

/** The figures of a payslip, chosen so that they agree; one that is not printed is computed from the other two, for review. */
export function readPayroll(document: Document): PayrollReading {
  const meta: Record<string, Evidence> = {}
  const findings: Finding[] = []
  const found = { gross: claimed(document, 'gross'), totalDeductions: claimed(document, 'totalDeductions'), net: claimed(document, 'net') }
  const agreed = agreement(found)
  const chosen = agreed ?? { gross: found.gross[0], totalDeductions: found.totalDeductions[0], net: found.net[0] }
  const payroll: Payroll = { employee: employeeOf(document, meta) }
  for (const figure of ['gross', 'totalDeductions', 'net'] as const) {
    const token = chosen[figure]
    if (token === undefined) continue
    payroll[figure] = abs(token.values[0] ?? '0')
    meta[`payroll.${figure}`] = evidenceOf(document.sheet, token.span, `label:${figure}`, agreed === undefined ? SURE.alone : SURE.proven, agreed !== undefined)
  }
  derive(payroll, meta, findings)
  return { payroll, meta, findings, isProven: agreed !== undefined }
}

function claimed(document: Document, figure: Figure): AmountToken[] {
  return document.sheet.lines.flatMap((line) => spansMatching(line, LABELS[figure]).flatMap((label) => {
    const right = document.amounts.filter((token) => token.span.line === line && token.span.start >= label.end && token.isMoneyLike)
    if (right.length > 0) return right.toReversed()
    return cellsBelow(document.sheet, label, 1).flatMap(({ line: under }) => document.amounts.filter((token) => token.span.line === under && token.isMoneyLike && sharedWidth(token.span, label) > 0))
  }))
}

function agreement(found: Record<Figure, AmountToken[]>): Record<Figure, AmountToken> | undefined {
  for (const gross of found.gross) for (const totalDeductions of found.totalDeductions) for (const net of found.net) {
    if (isWithin(sub(abs(gross.values[0] ?? '0'), abs(totalDeductions.values[0] ?? '0')), net.values[0] ?? '0', TOLERANCE)) return { gross, totalDeductions, net }
  }
  return undefined
}

function derive(payroll: Payroll, meta: Record<string, Evidence>, findings: Finding[]): void {
  const { gross, totalDeductions, net } = payroll
  const put = (figure: Figure, value: string, rule: string) => {
    if (compare(value, '0') < 0) return
    payroll[figure] = value
    meta[`payroll.${figure}`] = derivedFrom(rule, SURE.derived)
    findings.push({ code: 'FIELD_DERIVED', severity: 'review', field: `payroll.${figure}`, message: `Not printed; computed as ${rule}`, value })
  }
  if (net === undefined && gross !== undefined && totalDeductions !== undefined) put('net', sub(gross, totalDeductions), 'gross − deductions')
  else if (totalDeductions === undefined && gross !== undefined && net !== undefined) put('totalDeductions', sub(gross, net), 'gross − net')
  else if (gross === undefined && totalDeductions !== undefined && net !== undefined) put('gross', add(net, totalDeductions), 'net + deductions')
}

const WORKER = /(?<![a-z])(?:trabajador(?:a)?(?:\(a\))?|empleado|apellidos y nombres|nombres? y apellidos|nombre(?: del trabajador)?|colaborador|employee)(?![a-z])/g

function employeeOf(document: Document, meta: Record<string, Evidence>): Payroll['employee'] {
  const employee: Payroll['employee'] = {}
  const named = workerName(document)
  if (named !== undefined) {
    employee.name = named.text.trim()
    meta['payroll.employee.name'] = evidenceOf(document.sheet, named, 'label:worker', 0.9)
  }
  const id = workerId(document, named)
  if (id !== undefined) {
    employee.taxId = id.value
    meta['payroll.employee.taxId'] = evidenceOf(document.sheet, id.span, 'check digit', 0.95, true)
  }
  return employee
}

function workerName(document: Document): Span | undefined {
  for (const line of document.sheet.lines) for (const label of spansMatching(line, WORKER)) {
    const under = cellsBelow(document.sheet, label, 1).map(({ line: below, cell }) => spanOf(below, cell.from, cell.from + cell.text.length))
    for (const span of [restOfCell(label), nextCell(label), ...under]) {
      const cut = span?.line.folded.slice(span.start, span.end).search(/\s*(?<![a-z])(?:n\.? ?i\.? ?f|d\.? ?n\.? ?i|r\.? ?u\.? ?t|c\.? ?i|cedula|nif|codigo|cargo|fecha)(?![a-z])/) ?? -1
      const name = span === undefined ? undefined : cut >= 0 ? spanOf(span.line, span.start, span.start + cut) : span
      if (name !== undefined && /\p{L}{2,}[ ,]+\p{L}{2,}/u.test(name.text) && !/[\d:]/.test(name.text)) return name
    }
  }
  return undefined
}

const PEOPLE: ReadonlySet<string> = new Set(['NIF', 'NIE', 'CEDULA', 'DNI', 'RUT', 'RFC'])

/** The person's id: near the name, and never the employer's, which stands first. */
function workerId(document: Document, named: Span | undefined): Document['taxIds'][number] | undefined {
  const people = document.taxIds.filter((id) => PEOPLE.has(id.kind) && !document.tenant.taxIds.includes(id.value))
  const near = named === undefined ? undefined : people.find((id) => id.span.line === named.line) ?? people.find((id) => id.span.line.at > named.line.at && id.span.line.at - named.line.at <= 3)
  return near ?? (people.length > 1 ? people[1] : people[0]?.kind === 'RUT' ? undefined : people[0])
}

const MONTH = /(?<![a-z])(?:periodo|mes|correspondiente a|remuneraciones|liquidacion|sueldo|pagos?)[^]{0,30}?(?<![a-z])(ene|feb|mar|abr|may|jun|jul|ago|sep|set|oct|nov|dic)([a-z]*)(?: de(?:l)?| -| ?\/)? ?(\d{4})(?!\d)/

/** "Periodo: abril 2025" as its first and last day. */
export function monthOf(document: Document): { start: string; end: string; span: Span } | undefined {
  for (const line of document.sheet.lines) {
    const match = MONTH.exec(line.folded)
    if (match === null) continue
    const start = parseDate(`1 ${match[1]}${match[2]} ${match[3]}`)
    if (!('date' in start)) continue
    const end = clampedDate(Number(start.date.slice(0, 4)), Number(start.date.slice(5, 7)), 31)
    if (end !== undefined) return { start: start.date, end: end.date, span: spanOf(line, match.index, match.index + match[0].length) }
  }
  return undefined
}
