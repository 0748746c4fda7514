import { codes } from '@chasqui/errors'

export const errors = codes('scheduler', {
  ORIGINAL_FAILED: { say: 'The same bytes were sent before, as an item that failed', hint: 'Mend what that item failed with and retry it, then retry this one', retry: false },
  REPROCESS_UNKNOWN_BATCH: { say: 'There is no such batch', hint: 'Check the id; batches of other tenants are not shown', retry: false },
  REPROCESS_CANCELLED_BATCH: { say: 'The batch was cancelled', hint: 'Send its documents into a new batch', retry: false },
  REPLAY_SUBJECT_REFUSED: { say: 'This subject cannot be replayed', hint: 'Name facts: imports.<fact>.<tenant>.<batch>.<item> or facts.<service>.<entity>.<what>.<tenant>.<id>, with * and > as NATS has them', retry: false },
  REPLAY_SUBJECT_FOREIGN: { say: 'The subject names another tenant', hint: 'Replay the facts of your own tenant; only the platform replays those of all', retry: false },
  REPLAY_RANGE_EMPTY: { say: 'The range of the replay ends before it begins', hint: 'Send `from` and `to` the other way round', retry: false },
  REPLAY_STALLED: { say: 'The broker does not give the messages that it says are there', hint: 'It is tried again by itself; if it stays so, look at the replicas of the stream', retry: true },
  REASON_MISSING: { say: 'A discard needs a reason', hint: 'Say in `reason` why nobody will need it', retry: false },
})
