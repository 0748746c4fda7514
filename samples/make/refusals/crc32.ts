/** CRC-32 arithmetic as polynomials modulo the ZIP polynomial (reflected), after zlib's crc32_combine. */

const POLYNOMIAL = 0xedb88320
const ONE = 0x80000000
const X = 0x40000000

function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= b
    b = (b & 1) !== 0 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1
  }
  return product >>> 0
}

/** x to the power 8 × bytes: what `bytes` more bytes do to a register. */
function shiftBy(bytes: number): number {
  let power = ONE
  let square = X
  for (let bits = bytes * 8; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) power = multiply(power, square)
    square = multiply(square, square)
  }
  return power
}

/** The CRC of A followed by B, from the CRC of each and the length of B. */
export function joinedCrc32(a: number, b: number, bytesOfB: number): number {
  return (multiply(shiftBy(bytesOfB), a) ^ b) >>> 0
}
