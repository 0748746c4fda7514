import { codes } from '@chasqui/errors'

export const errors = codes('reminders', {
  MAIL_AWAY: { say: 'The mail service does not answer', hint: 'Nothing to do: it is tried again', retry: true },
  MAIL_REFUSED: { say: 'The mail service refused a letter', hint: 'Look at what it says about the letter, mend that, and retry the task', retry: false },
})
