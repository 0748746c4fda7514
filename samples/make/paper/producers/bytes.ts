/**
 * PDF producers write the hour and an id of the run into the file. Both are overwritten here, length for length, so that
 * the same program gives the same file again.
 */
export function withoutTime(pdf: Uint8Array): Buffer {
  const text = Buffer.from(pdf).toString('latin1')
    .replace(/D:\d{14}(?:[+-]\d{2}'\d{2}'|Z)?/g, (found) => 'D:20250601120000'.padEnd(found.length, ' '))
    .replace(/\/ID\s*\[[^\]]*\]/g, (found) => found.replace(/[0-9A-Fa-f]/g, (digit, at: number) => at < 3 ? digit : '0'))
    .replace(/\/DocChecksum \/[0-9A-F]+/g, (found) => found.slice(0, 14) + '0'.repeat(found.length - 14))
  return Buffer.from(text, 'latin1')
}
