import { codes } from '@chasqui/errors'

export const errors = codes('publish', {
  NO_DESTINATION: { say: 'This kind of document has no place in the books', hint: 'Reject the item', retry: false },
  EXPORT_TOO_LARGE: { say: 'The export has more rows than a file may have', hint: 'Export a shorter period at a time', retry: false },
})
