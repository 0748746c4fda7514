import type { JsMsg } from '@nats-io/jetstream'
import { itemLetterId, type DeadLetter } from '@chasqui/mongo'
import type { Outgoing } from '@chasqui/nats'
import { deadItemSubject, readSubject, type ItemDead, type ItemIds } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import { carrierOf, unreadCarrierOf, type Carrier } from '../dead-letters/carrier.ts'
import { writeLetter, type Letter } from '../dead-letters/write-letter.ts'
import type { Deps } from '../deps.ts'
import { stackBehind, stackOf, textOf } from '../error-text.ts'
import type { Received } from './received.ts'

/**
 * Writes the dead letter of an item that has failed, from its record: before the message is let go, so a crash in
 * between leaves a redelivery that writes it, and under an id of its own, so that there is one.
 * @param fault what was thrown, when it is at hand: the stack behind it is kept
 */
export async function buryItem(deps: Deps, stage: string, message: JsMsg, { ids, body }: Received, fault?: Fault): Promise<void> {
  await buryFromRecord(deps, stage, ids, { payload: body, ...carrierOf(message) }, fault)
}

/** The same, of a message that may come from the stream instead of from a delivery. */
export async function buryFromRecord(deps: Deps, stage: string, ids: ItemIds, carrier: Carrier, fault?: Fault): Promise<void> {
  const item = await deps.items.find(ids.tenantId, ids.itemId)
  if (!item?.failure) return
  await write(deps, {
    ...letterOf(stage, item.failure.code, item.failure.message, fault), ...carrier,
    _id: itemLetterId(ids.itemId, stage, ids.run), kind: 'item',
    tenantId: ids.tenantId, batchId: ids.batchId, itemId: ids.itemId,
    attempts: item.attempts,
  })
}

/** Writes the dead letter of a message that cannot be read, or that names what is not its own. */
export async function buryMessage(deps: Deps, stage: string, message: JsMsg, fault: Fault): Promise<void> {
  deps.log.error({ code: fault.code, subject: message.subject, seq: message.seq }, fault.message)
  await write(deps, {
    ...letterOf(stage, fault.code, fault.message, fault), ...unreadCarrierOf(message),
    _id: `${message.info.stream}:${message.seq}:${stage}`, kind: 'message',
    tenantId: readSubject(message.subject)?.tenantId ?? 'unknown',
    attempts: [],
  })
}

async function write(deps: Deps, letter: Letter): Promise<void> {
  await writeLetter(deps, letter, deadMessage(letter))
}

/** What died and why, never the document. */
function deadMessage({ _id, tenantId, batchId, itemId, stage, errorCode, errorMessage, deliveries }: Pick<DeadLetter, '_id' | 'tenantId' | 'batchId' | 'itemId' | 'stage' | 'errorCode' | 'errorMessage' | 'deliveries'>): Outgoing {
  const id = (itemId ?? _id).replaceAll(/[^\w-]/g, '_')
  const body: ItemDead = { tenantId, batchId, itemId, stage, errorCode, errorMessage, deliveries }
  return {
    subject: deadItemSubject(stage, tenantId, id), messageId: _id, type: 'chasqui.imports.dead.v1', source: `/chasqui/${stage}`, ceSubject: id,
    payload: JSON.stringify(body),
  }
}

function letterOf(stage: string, code: string, text: string, fault: Fault | undefined) {
  return { service: stage, stage, errorCode: code, errorMessage: textOf(text), ...stackOf(stackBehind(fault)) }
}
