import { codes } from '@chasqui/errors'

export const fileErrors = codes('files', {
  FILE_NOT_FOUND: { say: 'There is no such file', hint: 'Check the id; files of other companies are not found either', retry: false, status: 404 },
  FILE_TOO_LARGE: { say: 'The file is larger than the limit', hint: 'Send a smaller file, or split it', retry: false, status: 413 },
  FILE_RANGE_INVALID: { say: 'The range lies outside the file', hint: 'Ask for bytes between 0 and the size of the file', retry: false, status: 416 },
  FILE_DAMAGED: { say: 'The stored bytes are not those that were sent', hint: 'Restore the file from a backup, or send it again after deleting it', retry: false, status: 500 },
  FILE_UPLOAD_TOO_SLOW: { say: 'The upload took longer than an hour and was given up', hint: 'Send the file again over a better connection', retry: true, status: 408 },
  FILE_INDEX_CONFLICT: { say: 'An index of the file store exists with another definition', hint: 'Drop the index that is named; it is made anew at the next start', retry: false },
})
