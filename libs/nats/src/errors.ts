import { codes } from '@chasqui/errors'

export const natsErrors = codes('nats', {
  BROKER_TOO_OLD: { say: 'The NATS server is too old', hint: 'Run nats-server 2.12 or newer', retry: false },
  BROKER_NO_JETSTREAM: { say: 'The NATS server runs without JetStream', hint: 'Start it with JetStream enabled (-js, or a jetstream block in its configuration)', retry: false },
  TOPOLOGY_DIFFERS: { say: 'The NATS server made something else than was asked for', hint: 'Compare the stream or consumer with the declaration; an older server ignores options without an error', retry: false },
})
