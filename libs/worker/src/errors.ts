import { codes } from '@chasqui/errors'

export const workerErrors = codes('worker', {
  MESSAGE_UNREADABLE: { say: 'The message does not fit its schema', hint: 'Look at the payload in the dead letter; whoever published it speaks another version', retry: false },
  MESSAGE_WITHOUT_ID: { say: 'The message has no ce-id', hint: 'Republish it with its own ce-id and Nats-Msg-Id headers', retry: false },
  MESSAGE_FOREIGN: { say: 'The message names a tenant or a record that is not that of its subject, or the record is of another tenant', hint: 'Nothing was changed; find out who publishes it', retry: false },
  WORKER_LOST: { say: 'Every worker that took it died with it in hand', hint: 'Look for a memory limit or a crash, mend it, and retry', retry: false },
  DELIVERIES_EXHAUSTED: { say: 'The broker gave up delivering the message', hint: 'Retry it; if it happens again, whoever works on it does not get to answer in time', retry: false },
  CANCELLED: { say: 'The batch was cancelled', hint: 'Nothing is left to do', retry: false },
  STAGE_TIMEOUT: { say: 'The stage took longer than it may', hint: 'It is tried again; if it happens again the file is too heavy', retry: true },
  TASK_SLOTS_TOO_FEW: { say: 'TASK_SLOTS is less than TASK_SLOTS_HIGH and TASK_SLOTS_DEFAULT keep for their lanes', hint: 'Raise TASK_SLOTS, or set those two to 0', retry: false },
  TASK_SOFT_LIMIT: { say: 'The task took longer than it may', hint: 'It is tried again; if it happens again, ask for less at once', retry: true },
  TASK_HARD_LIMIT: { say: 'The task did not stop when it was told to, and was cut off', hint: 'Look for work that never ends and does not heed its signal', retry: true },
  TASK_REVOKED: { say: 'The task was revoked', hint: 'Nothing is left to do', retry: false },
  TASK_LEASE_LOST: { say: 'The task went to another worker', hint: 'Nothing is left to do here: what this worker still writes is refused', retry: false },
  TASK_PARAMS_REFUSED: { say: 'The parameters do not fit what the task takes now', hint: 'Retry the task with changed parameters', retry: false },
  TASK_RESULT_TOO_LARGE: { say: 'The result is larger than a record may hold', hint: 'Let the task put it into the file store and answer where it is', retry: false },
  TASK_ANSWER_UNKEEPABLE: { say: 'The record store cannot keep what the task answered', hint: 'Change the task: no NUL character in a name, and nothing nested deeper than 20 levels', retry: false },
  TASK_CHILDREN_TOO_LARGE: { say: 'The children are more than a record may hold', hint: 'Let the task have fewer children, and those have children of their own', retry: false },
  TASK_CHILD_UNKNOWN: { say: 'A child is of a type that no service has announced', hint: 'Start the service that owns it, then retry the parent', retry: true },
  TASK_CHILD_FOREIGN: { say: 'A task may have children of its own tenant only', hint: 'Only platform tasks work for several tenants', retry: false },
})
