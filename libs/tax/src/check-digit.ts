/** Σ digit × weight, from the left. The text is digits only and at least as long as the weights. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += (digits.charCodeAt(i) - 48) * (weights[i] ?? 0)
  return total
}

/** Σ digit × weight with the weights 2,3,4,5,6,7 repeating from the right: RUT, clave de acceso. */
export function weightedSum234567(digits: string): number {
  let total = 0
  for (let i = digits.length - 1, weight = 2; i >= 0; i--, weight = weight === 7 ? 2 : weight + 1) {
    total += (digits.charCodeAt(i) - 48) * weight
  }
  return total
}

/** An id without spaces, dots, dashes and slashes, upper case. */
export function compactId(text: string): string {
  return text.replace(/[\s.\u2010-\u2015\-/·]/g, '').toUpperCase()
}
