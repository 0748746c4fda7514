/** Tells a person what a set-up is doing, one line at a time. */
export type Report = (line: string) => void

/** stdout belongs to the program that asked for the servers. */
export const reportOnStderr: Report = (line) => { process.stderr.write(`${line}\n`) }
