import { codes } from '@chasqui/errors'

/** Why a task that could run does not: the codes of `deferred`. No try is used up. A task may have codes of its own there (`NotNow`). */
export const deferrals = codes('deferrals', {
  HELD: { say: 'Its type, lane, tenant or outside service is on hold', hint: 'GET /api/tasks/stats says who paused it and why; it goes on when that is over', retry: true },
  NO_SLOT: { say: 'The worker that was asked has no slot free', hint: 'Nothing to do: it comes again within a second; when it lasts, start more workers', retry: true },
  TENANT_AT_CAP: { say: 'The tenant has as many tasks at work as it may', hint: 'Nothing to do: it comes when others of the tenant have ended; TASK_TENANT_CAP says how many', retry: true },
  AT_ONCE_LIMIT: { say: 'As many of its type, tenant or account are at work as may be at once', hint: 'Nothing to do: it comes when one of them has ended', retry: true },
  RATE_LIMIT: { say: 'As many of its type, tenant or account were started as the rate allows', hint: 'Nothing to do: it comes when the window of the rate has room', retry: true },
  STORE_AWAY: { say: 'The record store was away while it ran', hint: 'Nothing to do: it runs again when the store is back', retry: true },
  SERVICE_CLOSED: { say: 'The outside service failed several times in a row and is left in peace for a while', hint: 'Nothing to do: the tasks go on by themselves', retry: true },
  TASK_TYPE_RETIRED: { say: 'The service runs without this type now', hint: 'Revoke the task, or start a version of the service that has the type', retry: true },
})

export type DeferralCode = keyof typeof deferrals.entries

/** As it is written into `deferred`: what the code says, and of what. */
export function deferral(code: DeferralCode, detail?: string): { code: DeferralCode; message: string } {
  return { code, message: deferrals.fault(code, detail === undefined ? {} : { detail }).message }
}
