import { codes } from '@chasqui/errors'

export const errors = codes('publish', {
  NO_DESTINATION: { say: 'This kind of document has no place in the books', hint: 'Correct its type, or reject the item', retry: false },
})
