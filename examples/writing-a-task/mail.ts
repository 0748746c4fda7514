import { errors } from './errors.ts'

/** A letter under an id of ours: the service sends a second one with the same id not again. */
export type Letter = { id: string; to: string; subject: string; senderKey?: string | undefined }

/** What the task needs of a mail service. */
export type Mail = {
  /** How many letters it takes for now, and when it takes more. */
  quota: (signal: AbortSignal) => Promise<{ left: number; moreAfterMs: number }>
  /** @throws MAIL_AWAY, MAIL_REFUSED */
  send: (letter: Letter, signal: AbortSignal) => Promise<void>
}

/** The mail service at an address. */
export function mailAt(url: string): Mail {
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(`${url}${path}`, init).catch((cause: unknown) => { throw errors.fault('MAIL_AWAY', { cause }) })
    if (response.status >= 500) throw errors.fault('MAIL_AWAY', { detail: String(response.status) })
    if (!response.ok) throw errors.fault('MAIL_REFUSED', { detail: await response.text() })
    return response
  }
  return {
    quota: async (signal) => await (await call('/quota', { signal })).json() as { left: number; moreAfterMs: number },
    send: async ({ id, senderKey, ...letter }, signal) => {
      await call('/letters', { method: 'POST', signal, headers: { 'content-type': 'application/json', 'idempotency-key': id, ...(senderKey === undefined ? {} : { authorization: `Bearer ${senderKey}` }) }, body: JSON.stringify(letter) })
    },
  }
}
