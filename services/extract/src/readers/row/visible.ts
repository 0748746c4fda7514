import type { Row } from '@chasqui/contracts'
import { withVisibleNames } from '@chasqui/tables'
import { withoutInvisible } from '@chasqui/text'

/** The row with its names and texts as people see them: what nobody sees in them must not make two of one number, or reach the books. As deep as cells are read: one object in another. */
export function visible(row: Row): Row {
  return mapped(row, (value) => typeof value === 'object' && value !== null && !Array.isArray(value) ? mapped(value as Row, visibleText) : visibleText(value))
}

function mapped(row: Row, change: (value: unknown) => unknown): Row {
  return Object.fromEntries(Object.entries(withVisibleNames(row)).map(([name, value]) => [name, change(value)]))
}

function visibleText(value: unknown): unknown {
  return typeof value === 'string' ? withoutInvisible(value) : value
}
