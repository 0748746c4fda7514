import { codes } from '@chasqui/errors'

export const embeddedErrors = codes('embedded', {
  BAD_ARGUMENT: { say: 'An argument cannot be used', hint: 'Type: npm start -- [--port N] [--data DIR] [--only gateway,ocr]', retry: false },
})
