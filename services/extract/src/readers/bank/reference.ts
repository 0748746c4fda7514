/** Whether a reference says anything: "NOTPROVIDED" and "NONREF" say that there is none. */
export function isGiven(reference: string | undefined): reference is string {
  return reference !== undefined && reference !== '' && !/^(NOTPROVIDED|NOT PROVIDED|NONREF|NONE|0+)$/i.test(reference)
}
