import type { Canonical, Evidence } from '@chasqui/contracts'
import type { Reader } from '../reader.ts'
import type { Draft } from './canonical.ts'
import type { Document } from './document.ts'
import { readDates } from './fields/dates.ts'
import { headEvidence } from './fields/head-evidence.ts'
import { vendorName } from './fields/parties/names.ts'
import { monthOf, readPayroll } from './fields/payroll.ts'
import { defined } from './fields/totals/totals.ts'
import { evidenceOf } from './page/span.ts'
import { readPages } from './read-pages.ts'

/** Reads payslips: what was earned, what was deducted, what is paid out, to whom and for which time. */
export const payrollLayout: Reader = {
  name: 'payroll-layout',
  reads: (source) => source.text !== undefined && source.docType === 'payroll',
  read: (source, context) => readPages(source, context, { draftOf, isUsable: ({ payroll }) => payroll?.gross !== undefined || payroll?.net !== undefined }),
}

function draftOf(document: Document): Draft {
  const { payroll, meta, findings, isProven } = readPayroll(document)
  const dates = readDates(document, () => false)
  const period = periodOf(document, dates)
  const employer = employerOf(document, payroll.employee.taxId, payroll.employee.name)
  const whole = { ...payroll, ...defined({ periodStart: period?.start, periodEnd: period?.end }) }
  return {
    docType: 'payroll',
    country: document.country,
    ...defined({
      currency: document.currency.code, periodStart: period?.start, periodEnd: period?.end,
      issueDate: dates.issueDate?.evidence.rule.startsWith('label:') === true ? dates.issueDate.value : undefined,
      vendor: employer.party,
    }),
    payroll: whole,
    lines: [],
    references: [],
    findings: [...findings, ...dates.findings.filter((finding) => finding.field !== 'issueDate')],
    fieldMeta: {
      ...meta, ...employer.meta, ...headEvidence(document, {}),
      ...(period === undefined ? {} : { periodStart: period.evidence, periodEnd: period.evidence, 'payroll.periodStart': period.evidence, 'payroll.periodEnd': period.evidence }),
    },
    agreement: isProven ? 3 : Object.keys(meta).length * 0.1,
  }
}

function periodOf(document: Document, dates: ReturnType<typeof readDates>): { start: string; end: string; evidence: Evidence } | undefined {
  if (dates.period !== undefined) return { start: dates.period.start.value, end: dates.period.end.value, evidence: dates.period.end.evidence }
  const month = monthOf(document)
  return month === undefined ? undefined : { start: month.start, end: month.end, evidence: evidenceOf(document.sheet, month.span, 'label:period', 0.9) }
}

/** The employer's id stands first; it is often the tenant's own. */
function employerOf(document: Document, employeeId: string | undefined, employeeName: string | undefined): { party: Canonical['vendor']; meta: Record<string, Evidence> } {
  const id = document.taxIds.find((one) => one.valid && one.value !== employeeId)
  const isOwn = id !== undefined && document.tenant.taxIds.includes(id.value)
  const named = vendorName(document, id, employeeName, isOwn, undefined)
  const party = { ...defined({ name: named?.name, taxId: id?.value, taxIdType: id?.kind, country: id?.country }) }
  return {
    party: Object.keys(party).length === 0 ? undefined : party,
    meta: {
      ...(named === undefined ? {} : { 'vendor.name': evidenceOf(document.sheet, named.span, named.rule, named.sure) }),
      ...(id === undefined ? {} : { 'vendor.taxId': evidenceOf(document.sheet, id.span, 'check digit', 0.95, true) }),
    },
  }
}
