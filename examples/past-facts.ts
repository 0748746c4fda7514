/**
 * Looks at past facts, delivers them once more and says them again, with the same calls of the broker's API that the `nats` program makes.
 *
 *     node examples/past-facts.ts look 'imports.classified.>' 3     the last three that match
 *     node examples/past-facts.ts get 42                             one of them, whole
 *     node examples/past-facts.ts deliver 'imports.classified.>' 3   to a consumer of our own, which is gone afterwards
 *     node examples/past-facts.ts say-again 42 10                    ten times, as it was said
 *     node examples/past-facts.ts say-again-without-id 42            and as it must not be
 *     node examples/past-facts.ts reset classify 42                  a stage gets everything from there on once more
 *
 * NATS_URL says where the broker is. The stream is IMPORTS.
 */
import { randomUUID } from 'node:crypto'
import { connect, headers, type MsgHdrs } from '@nats-io/transport-node'
import './say-why.ts'

const STREAM = 'IMPORTS'

type Stored = { seq: number; time: string; subject: string; data?: string; hdrs?: string }

const [what = '', which = '', howMany = '1'] = process.argv.slice(2)
const ACTS = ['look', 'get', 'deliver', 'say-again', 'say-again-without-id', 'reset']
if (!ACTS.includes(what)) throw new Error(`"${what}" is nothing that can be done. Type: node examples/past-facts.ts, and one of ${ACTS.join(', ')}`)

const servers = process.env['NATS_URL'] ?? 'nats://127.0.0.1:4222'
const nc = await connect({ servers, timeout: 5_000 }).catch((error: Error) => { throw new Error(`No broker answers at ${servers} (${error.message}). Start Chasqui with: npm start; and set NATS_URL to what it prints`) })
try {
  switch (what) {
    case 'look': for (const { seq, time, subject } of await lastOf(which, numberOf(howMany))) console.log(seq, time, subject)
      break
    case 'get': print(await get(numberOf(which)))
      break
    case 'deliver': await deliver(which, numberOf(howMany))
      break
    case 'say-again': await sayAgain(await get(numberOf(which)), numberOf(howMany))
      break
    case 'say-again-without-id': await sayAgain(await get(numberOf(which)), 1, ['ce-id'])
      break
    case 'reset': console.log(which, 'goes on from', (await ask<{ reset_seq: number }>(`CONSUMER.RESET.${STREAM}.${which}`, { seq: numberOf(howMany) })).reset_seq)
      break
  }
} finally {
  await nc.close()
}

function numberOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`"${text}" is not a number. Type one from 1 on, such as: node examples/past-facts.ts ${what} ${what === 'get' ? '42' : `'imports.classified.>' 3`}`)
  return Number(text)
}

/** One call of the API; what it answers may be an error. */
async function ask<T>(call: string, body: unknown = {}): Promise<T> {
  const answer = (await nc.request(`$JS.API.${call}`, JSON.stringify(body)).catch((error: Error) => { throw new Error(`The broker does not answer ${call} (${error.message}); look whether there is such a consumer: nats consumer ls ${STREAM}`) })).json<T & { error?: { description: string } }>()
  if (answer.error) throw new Error(`${call}: ${answer.error.description}`)
  return answer
}

/** `nats stream get` */
async function get(seq: number): Promise<Stored> {
  return (await ask<{ message: Stored }>(`STREAM.MSG.GET.${STREAM}`, { seq })).message
}

/** `nats stream view`: what matches, from the first on; the last of it. */
async function lastOf(subject: string, count: number): Promise<Stored[]> {
  const found: Stored[] = []
  for (let seq = 1; ;) {
    const next = await ask<{ message: Stored }>(`STREAM.MSG.GET.${STREAM}`, { seq, next_by_subj: subject }).catch(() => undefined)
    if (!next) return found.slice(-count)
    found.push(next.message)
    seq = next.message.seq + 1
  }
}

/** `nats consumer add --ephemeral`, `nats consumer next`, `nats consumer rm`: what a consumer of our own takes nobody else misses. */
async function deliver(subject: string, count: number): Promise<void> {
  const name = `look-${randomUUID()}`
  await ask(`CONSUMER.CREATE.${STREAM}.${name}.${subject}`, { stream_name: STREAM, action: 'create', config: { name, filter_subject: subject, deliver_policy: 'all', ack_policy: 'explicit', inactive_threshold: 60_000_000_000 } })
  const inbox = `_INBOX.${randomUUID()}`
  const messages = nc.subscribe(inbox, { max: count, timeout: 5_000 })
  nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${name}`, JSON.stringify({ batch: count, expires: 3_000_000_000 }), { reply: inbox })
  for await (const message of messages) {
    // An answer without a subject of the stream says that there is no more.
    if (message.headers?.code) break
    console.log('delivered', message.subject, message.headers?.get('ce-id'))
    message.respond('+ACK')
  }
  await ask(`CONSUMER.DELETE.${STREAM}.${name}`)
}

/** `nats pub -J`: the same body under the same `ce-id`, and a message id of its own, or the broker would drop it as said already. */
async function sayAgain(stored: Stored, times: number, leaveOut: readonly string[] = []): Promise<void> {
  for (let n = 0; n < times; n++) {
    const h = headersOf(stored)
    for (const name of leaveOut) h.delete(name)
    h.set('Nats-Msg-Id', randomUUID())
    const { seq } = (await nc.request(stored.subject, Buffer.from(stored.data ?? '', 'base64'), { headers: h, timeout: 5_000 })).json<{ seq: number }>()
    console.log('said again as', seq, stored.subject)
  }
}

/** The headers as the broker keeps them: lines of text. Those that only concerned the first time are left out. */
function headersOf({ hdrs = '' }: Stored): MsgHdrs {
  const h = headers()
  for (const line of Buffer.from(hdrs, 'base64').toString().split('\r\n').slice(1)) {
    const at = line.indexOf(': ')
    if (at > 0 && !line.startsWith('Nats-')) h.append(line.slice(0, at), line.slice(at + 2))
  }
  return h
}

function print(stored: Stored): void {
  console.log(stored.seq, stored.time, stored.subject)
  for (const [name, values] of headersOf(stored)) console.log(`${name}: ${values.join(', ')}`)
  console.log(Buffer.from(stored.data ?? '', 'base64').toString())
}
