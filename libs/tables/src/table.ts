import type { Row } from '@chasqui/contracts'

/** A table as read: names of columns and rows by those names, cells as they were written. */
export type Table = {
  form: 'csv' | 'json'
  /** 1-based place of the header among the rows of the file; absent for JSON, whose rows carry their names. */
  headerRow?: number
  headers: string[]
  rows: Row[]
  /** What stands above the header: titles, the account of a statement. */
  preamble: string[][]
}

export type TableLimits = {
  maxRows: number
  maxColumns: number
}

export const DEFAULT_LIMITS: TableLimits = { maxRows: 5_000, maxColumns: 100 }
