/** Amounts as whole numbers of a ten-thousandth: a search over thousands of sums wants exact and quick arithmetic. */
export type Units = bigint

const SCALE = 4

/** Decimal text as units; digits beyond the fourth decimal are cut, no currency has them. */
export function toUnits(value: string): Units {
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.')
  const units = BigInt(whole + fraction.slice(0, SCALE).padEnd(SCALE, '0'))
  return value.startsWith('-') ? -units : units
}

/** Units as decimal text with so many decimals (exact: the amounts that went in had no more). */
export function fromUnits(units: Units, decimals: number): string {
  const digits = String(units < 0n ? -units : units).padStart(SCALE + 1, '0')
  const fraction = digits.slice(-SCALE)
  const shown = fraction.slice(0, Math.max(decimals, fraction.replace(/0+$/, '').length))
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${shown === '' ? '' : `.${shown}`}`
}

export const absUnits = (units: Units): Units => (units < 0n ? -units : units)
