import type { Finding } from './xml/fields.ts'

/** Texts longer than this hold no field but a description. */
export const MAX_TEXT = 500

const isDescription = (field: string): boolean => /(?:^|\.)(?:description|narrative)$/.test(field)

/** What is said of a text that was cut. Two numbers that differ further on would be one: only a description may be cut. Pure. */
export function tooLong(field: string, text: string, length = text.length): Finding {
  return { code: 'VALUE_TOO_LONG', severity: isDescription(field) ? 'warning' : 'error', field, message: `It has ${length} characters; ${MAX_TEXT} are read`, value: text.slice(0, 100) }
}
