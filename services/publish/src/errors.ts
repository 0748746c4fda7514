import { codes } from '@chasqui/errors'

export const errors = codes('publish', {
  NO_DESTINATION: { say: 'This kind of document has no place in the books', hint: 'Reject the item', retry: false },
  EXPORT_TOO_LARGE: { say: 'The export has more rows than a file may have', hint: 'Export a shorter period at a time', retry: false },
  EXPORT_PERIOD_EMPTY: { say: 'The period of the export ends before it begins', hint: 'Send `from` and `to` the other way round', retry: false },
})
