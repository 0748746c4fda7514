/**
 * A time so many milliseconds after the command that holds it is sent, for a command alone: nothing else can read it. Between a call of the driver and its sending a process may compute for
 * longer than a lease lasts, and a lease reckoned at the call would be over when it comes to the record.
 */
export function fromSending(ms: number): Date {
  return { toBSON: () => new Date(Date.now() + ms) } as unknown as Date
}
