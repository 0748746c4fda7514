/** A lawful tax rate and when it was in force. */
export type Rate = {
  /** IVA, IGV, IPM, IGIC, RE (recargo de equivalencia), IRPF. */
  kind: string
  /** What it is for: "general", "reduced" … */
  category: string
  /** Percent as decimal text. */
  rate: string
  /** First day; absent = from before any document that is read here, or not known. */
  from?: string
  /** Last day; absent = still in force. */
  to?: string
  /** The country's own code for the rate. */
  code?: string
}
