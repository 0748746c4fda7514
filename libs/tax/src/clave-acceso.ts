import { compactId, weightedSum234567 } from './check-digit.ts'
import { civilDate } from './civil-date.ts'

/** What a clave de acceso (SRI, 49 digits) says about its document. */
export type ClaveAcceso = {
  issueDate: string
  /** codDoc: 01 invoice, 04 credit note … */
  type: string
  ruc: string
  /** 1 test, 2 production. */
  environment: string
  /** Establishment and point of issue, three digits each. */
  establishment: string
  point: string
  sequence: string
  /** As the document prints it: 001-001-000000123. */
  number: string
  freeCode: string
  emission: string
}

export type ClaveAccesoVerdict = { valid: boolean; normalized: string; reason?: 'format' | 'checksum'; expected?: string }

/** The last digit of a clave from the 48 before it (SRI ficha técnica, modulo 11): 11 becomes 0 and 10 becomes 1. */
export function claveAccesoDigit(first48: string): string {
  const rest = 11 - (weightedSum234567(first48) % 11)
  return rest === 11 ? '0' : rest === 10 ? '1' : String(rest)
}

/** Checks that a clave has 49 digits, begins with a date that exists, and ends in its check digit. */
export function checkClaveAcceso(text: string): ClaveAccesoVerdict {
  const normalized = compactId(text)
  if (!/^\d{49}$/.test(normalized) || parseClaveAcceso(normalized) === undefined) return { valid: false, normalized, reason: 'format' }
  const expected = claveAccesoDigit(normalized.slice(0, 48))
  if (normalized[48] !== expected) return { valid: false, normalized, reason: 'checksum', expected }
  return { valid: true, normalized }
}

/** The parts of a clave of 49 digits, whether or not its check digit is right; undefined when the shape is wrong. */
export function parseClaveAcceso(clave: string): ClaveAcceso | undefined {
  const match = /^(\d\d)(\d\d)(\d{4})(\d\d)(\d{13})(\d)(\d{3})(\d{3})(\d{9})(\d{8})(\d)\d$/.exec(clave)
  if (!match) return undefined
  const [, day = '', month = '', year = '', type = '', ruc = '', environment = '', establishment = '', point = '', sequence = '', freeCode = '', emission = ''] = match
  const issueDate = civilDate(Number(year), Number(month), Number(day))
  if (issueDate === undefined) return undefined
  return { issueDate, type, ruc, environment, establishment, point, sequence, number: `${establishment}-${point}-${sequence}`, freeCode, emission }
}
