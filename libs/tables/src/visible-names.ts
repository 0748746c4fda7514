import type { Row } from '@chasqui/contracts'
import { withoutInvisible } from '@chasqui/text'

/** The name of a column as people see it: without what nobody sees, and blanks of every width and line ends are one blank. Pure. */
export function visibleName(name: string): string {
  return withoutInvisible(name).replace(/\s+/g, ' ').trim()
}

/** The row under the names that people see. Of two that look the same the second keeps its own: no value is lost. Pure. */
export function withVisibleNames(row: Row): Row {
  const names = Object.keys(row)
  if (names.every((name) => visibleName(name) === name)) return row
  const taken = new Set(names)
  return Object.fromEntries(names.map((name) => {
    const seen = visibleName(name)
    if (taken.has(seen)) return [name, row[name]]
    taken.add(seen)
    return [seen, row[name]]
  }))
}
