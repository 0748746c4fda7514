import { codes } from '@chasqui/errors'

export const bookErrors = codes('books', {
  CURSOR_INVALID: { say: 'The cursor is not one of ours', hint: 'Ask for the first page again, without a cursor, and go on with the cursor it gives', retry: false, status: 400 },
})
