import { codes } from '@chasqui/errors'

/** What a table can fail with. None of these is helped by waiting. */
export const errors = codes('tables', {
  TABLE_EMPTY: { say: 'The table has no rows', hint: 'Check that the export was not filtered to nothing', retry: false },
  TABLE_MALFORMED: { say: 'The table cannot be parsed', hint: 'Export it again as CSV with quotes around text, or as a JSON array of objects', retry: false },
  TABLE_WITHOUT_HEADER: { say: 'No row of the table names its columns', hint: 'Put the names of the columns into the first row', retry: false },
  TABLE_TOO_LONG: { say: 'The table has more rows than one file may have', hint: 'Split it into several files', retry: false, status: 413 },
  TABLE_TOO_WIDE: { say: 'The table has more columns than a document has', hint: 'Remove the columns that are not needed', retry: false, status: 413 },
})
