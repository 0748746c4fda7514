/** What no reader sees: control characters but for tabs and line ends, characters without width, those that turn the direction of what follows. */
const INVISIBLE = /[^\P{Cc}\t\n\r]|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu

/** The text without what nobody sees in it: two texts that look the same are the same, and no store or table stumbles over a NUL. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '')
}
