/** JSON that somebody typed, or the sentence that says what it should have been. */
export function jsonOf(text: string, what: string, such = '{"kind":"invoices"}'): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${what} must be JSON, such as '${such}' (${(error as Error).message.replaceAll(/\s+/g, ' ')})`)
  }
}
