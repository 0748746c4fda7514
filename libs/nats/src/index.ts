export { connectBus, type Bus } from './connect.ts'
export { natsErrors } from './errors.ts'
export { factMessage, headersOf, isRefused, publish, type Outgoing } from './publish.ts'
export { ensureConsumer, ensureStream, type ConsumerSettings, type StreamSettings } from './topology.ts'
