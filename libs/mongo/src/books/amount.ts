import { Decimal128 } from 'mongodb'

/** An amount as the books keep it: decimal, never binary. */
export type Amount = Decimal128

/** Decimal text ("448.40") as it is stored, digits and scale kept. Throws on what is not a decimal. */
export function amountOf(text: string): Amount {
  return Decimal128.fromString(text)
}

const WITH_EXPONENT = /^(-?)(\d)(?:\.(\d+))?E([+-]\d+)$/

/** A stored amount as plain decimal text, never with an exponent: "0.0000001", not "1E-7". */
export function textOf(amount: Amount): string {
  const text = amount.toString()
  const parts = WITH_EXPONENT.exec(text)
  if (!parts) return text
  const [, sign = '', first = '0', rest = '', exponent = '0'] = parts
  const digits = first + rest
  const pointAt = 1 + Number(exponent)
  if (pointAt <= 0) return `${sign}0.${'0'.repeat(-pointAt)}${digits}`
  if (pointAt >= digits.length) return sign + digits.padEnd(pointAt, '0')
  return `${sign}${digits.slice(0, pointAt)}.${digits.slice(pointAt)}`
}
