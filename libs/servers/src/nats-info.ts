import { connect } from 'node:net'

/** What a NATS server says of itself, unasked, to whoever connects. */
export type NatsInfo = { version: string; jetstream: boolean }

const DEFAULT_PORT = 4222
const ANSWER_LIMIT_MS = 5_000

/**
 * Reads the greeting of the first server that answers among those a URL list names ("nats://a:4222,nats://b:4222").
 * Nothing when none greets in time. The greeting comes before TLS and before any credential.
 */
export async function natsInfoAt(urls: string): Promise<NatsInfo | undefined> {
  for (const url of urls.split(',')) {
    const info = await greetingOf(url.trim()).catch(() => undefined)
    if (info !== undefined) return info
  }
  return undefined
}

async function greetingOf(url: string): Promise<NatsInfo | undefined> {
  const { hostname, port } = new URL(url.includes('://') ? url : `nats://${url}`)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect({ host: hostname, port: Number(port) || DEFAULT_PORT, timeout: ANSWER_LIMIT_MS })
    const finish = () => { socket.destroy(); resolve(parseGreeting(text)) }
    socket.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; if (text.includes('\n')) finish() })
    socket.once('error', finish).once('timeout', finish).once('close', finish)
  })
}

/** `INFO {json}` as a value; nothing when the text is not a NATS greeting. */
export function parseGreeting(text: string): NatsInfo | undefined {
  const json = /^INFO (\{.*\})/.exec(text)?.[1]
  if (json === undefined) return undefined
  const info: { version?: unknown; jetstream?: unknown } = JSON.parse(json)
  return typeof info.version === 'string' ? { version: info.version, jetstream: info.jetstream === true } : undefined
}
