import type { Canonical, Row } from '@chasqui/contracts'
import { addDays, civilDate, sub } from '@chasqui/tax'
import { errors } from '../../errors.ts'
import type { ReaderContext } from '../../reader.ts'
import { present, presentOrNone } from '../fiscal.ts'
import { cellsOf, type Cells } from './cells.ts'
import { partyOf } from './parties.ts'

/** A row of a pay sheet: one employee's pay of one period. Throws NO_USABLE_FIELD when it states no amount. */
export function readPayrollRow(row: Row, { tenant }: ReaderContext): Canonical {
  const cells = cellsOf(row, 'payroll', tenant)
  const gross = cells.amount('gross', 'payroll.gross')
  const totalDeductions = cells.amount('deductions', 'payroll.totalDeductions')
  const net = cells.amount('net', 'payroll.net') ?? netOf(cells, gross, totalDeductions)
  if (gross === undefined && net === undefined) throw errors.fault('NO_USABLE_FIELD', { detail: 'no gross and no net pay' })
  const period = periodOf(cells)
  const employee = partyOf(cells.text('employeeName', 'payroll.employee.name'), cells.text('employeeTaxId', 'payroll.employee.taxId'), tenant.country)
  return present({
    schemaVersion: 1 as const,
    docType: 'payroll' as const,
    country: tenant.country,
    currency: cells.currency.code,
    issueDate: cells.date('issueDate'),
    ...period,
    vendor: partyOf(cells.text('employerName', 'vendor.name'), cells.text('employerTaxId', 'vendor.taxId'), tenant.country),
    lines: [],
    references: [],
    payroll: present({ employee: presentOrNone({ name: employee?.name, taxId: employee?.taxId }) ?? {}, ...period, gross, totalDeductions, net }),
    source: 'row' as const,
    confidence: 0.95,
    fieldMeta: cells.notes.meta,
    findings: cells.findings,
  })
}

function netOf(cells: Cells<'payroll'>, gross: string | undefined, deductions: string | undefined): string | undefined {
  return gross === undefined || deductions === undefined ? undefined : cells.notes.derived('payroll.net', sub(gross, deductions), 'gross less deductions', 0.8)
}

function periodOf(cells: Cells<'payroll'>): { periodStart: string | undefined; periodEnd: string | undefined } {
  const month = /^(\d{4})-(\d{1,2})$|^(\d{1,2})[/-](\d{4})$/.exec(cells.text('period', 'periodStart') ?? '')
  if (month === null) return { periodStart: cells.date('periodStart'), periodEnd: cells.date('periodEnd') }
  const [year, number] = month[1] === undefined ? [Number(month[4]), Number(month[3])] : [Number(month[1]), Number(month[2])]
  const periodStart = civilDate(year, number, 1)
  const next = civilDate(number === 12 ? year + 1 : year, number === 12 ? 1 : number + 1, 1)
  return { periodStart, periodEnd: next === undefined ? undefined : addDays(next, -1) }
}
