import { codes, Fault } from '@chasqui/errors'
import type { ParamProblem } from '../tasks/task-params.ts'

export const deadLetterErrors = codes('dead-letters', {
  DEAD_LETTER_RESOLVED: { say: 'The dead letter was dealt with already', hint: 'Look at what it was resolved as', retry: false, status: 409 },
  DEAD_LETTER_STALE: { say: 'What the dead letter is about has moved on', hint: 'Look at where it is now; when nothing is left to do, discard the letter', retry: false, status: 409 },
  DEAD_LETTER_NOT_EDITABLE: { say: 'There is nothing in this dead letter that could be edited', hint: 'Retry it as it is, or discard it', retry: false, status: 409 },
  DEAD_LETTER_PAYLOAD_REFUSED: { say: 'The payload does not fit what it is sent to', hint: 'Correct the fields that are named and retry it with the edited payload', retry: false, status: 422 },
  DEAD_LETTER_TYPE_UNKNOWN: { say: 'No service has announced the task type of the dead letter', hint: 'Start the service that owns it, or discard the letter', retry: false, status: 409 },
  DEAD_LETTER_BROKER_AWAY: { say: 'The broker did not take the message', hint: 'Try again in a while', retry: true, status: 503 },
})

/** A payload that does not fit, with every field that is wrong. */
export class PayloadRefused extends Fault {
  readonly problems: readonly ParamProblem[]

  constructor(problems: readonly ParamProblem[]) {
    super('DEAD_LETTER_PAYLOAD_REFUSED', deadLetterErrors.entries.DEAD_LETTER_PAYLOAD_REFUSED, { detail: problems.slice(0, 3).map(({ field, message }) => `${field} ${message}`).join('; ') })
    this.problems = problems
  }
}
