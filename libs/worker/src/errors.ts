import { codes } from '@chasqui/errors'

export const workerErrors = codes('worker', {
  MESSAGE_UNREADABLE: { say: 'The message does not fit its schema', hint: 'Look at the payload in the dead letter; whoever published it speaks another version', retry: false },
  MESSAGE_WITHOUT_ID: { say: 'The message has no ce-id', hint: 'Republish it with its own ce-id and Nats-Msg-Id headers', retry: false },
  MESSAGE_FOREIGN: { say: 'The message names a tenant that its subject does not', hint: 'Nothing was changed; find out who publishes it', retry: false },
  WORKER_LOST: { say: 'Every worker that took this item died with it in hand', hint: 'Look for a memory limit or a crash of the stage, mend it, and retry the item', retry: false },
  DELIVERIES_EXHAUSTED: { say: 'The broker gave up delivering the message', hint: 'Retry the item; if it happens again the stage does not get to answer in time', retry: false },
  CANCELLED: { say: 'The batch was cancelled', hint: 'Nothing is left to do', retry: false },
  STAGE_TIMEOUT: { say: 'The stage took longer than it may', hint: 'It is tried again; if it happens again the file is too heavy', retry: true },
})
