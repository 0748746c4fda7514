import type { Canonical, Finding } from '@chasqui/contracts'
import { daysBetween, isCivilDate } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import type { CheckContext } from './check.ts'

const OLDEST = '2000-01-01'
const OLD_YEARS = 2
/** Somewhere it is tomorrow already, and clocks go wrong. */
const TOLERATED_DAYS_AHEAD = 2

/** Dates exist, and the issue date lies neither in the future nor too far back. */
export function checkDates(document: Canonical, { today }: CheckContext): Finding[] {
  return [...nonexistent(document), ...ahead(document, today), ...old(document, today), ...dueTooEarly(document)]
}

const DATES = ['issueDate', 'dueDate', 'periodStart', 'periodEnd'] as const

function nonexistent(document: Canonical): Finding[] {
  const wrong = DATES.filter((field) => document[field] !== undefined && !isCivilDate(document[field]))
  return wrong.map((field) => finding('INVALID_DATE_FORMAT', { field, value: document[field], detail: `${document[field]}` }))
}

function ahead({ issueDate }: Canonical, today: string): Finding[] {
  if (issueDate === undefined || issueDate <= today || !isCivilDate(issueDate)) return []
  const days = daysBetween(today, issueDate)
  return [finding('FUTURE_DATE', { severity: days <= TOLERATED_DAYS_AHEAD ? 'warning' : 'error', field: 'issueDate', value: issueDate, detail: `${issueDate}, ${days} days after ${today}` })]
}

function old({ issueDate }: Canonical, today: string): Finding[] {
  if (issueDate === undefined || !isCivilDate(issueDate)) return []
  const limit = `${Number(today.slice(0, 4)) - OLD_YEARS}${today.slice(4)}`
  if (issueDate >= limit) return []
  return [finding('OLD_DATE', { severity: issueDate < OLDEST ? 'error' : 'warning', field: 'issueDate', value: issueDate, detail: issueDate })]
}

function dueTooEarly({ issueDate, dueDate }: Canonical): Finding[] {
  if (issueDate === undefined || dueDate === undefined || dueDate >= issueDate) return []
  return [finding('DUE_BEFORE_ISSUE', { field: 'dueDate', value: dueDate, detail: `issued ${issueDate}, due ${dueDate}` })]
}
