import { v5 } from 'uuid'

/** The namespace of all ids that are made from what they name. Changing it would make every document new. */
const NAMESPACE = 'b8f6a1de-6f0c-5a39-9d52-3c1f0c7e4a10'

function idFrom(...parts: string[]): string {
  return v5(parts.join('|'), NAMESPACE)
}

/**
 * The id of the record that an item makes under a posting key: the same every time, so that writing it twice is
 * writing it once. `generation` counts how often the key was freed by an undo: what is posted after an undo is a new record.
 */
export function entityIdOf(postingKey: string, itemId: string, generation = 0): string {
  return generation === 0 ? idFrom('entity', postingKey, itemId) : idFrom('entity', postingKey, itemId, String(generation))
}

/** A vendor is its tax id: no search is needed to know the id of its record. */
export function vendorIdOf(tenantId: string, taxId: string): string {
  return idFrom('vendor', tenantId, taxId)
}

/** An account is its IBAN, or its number and currency, however they are spaced. Undefined when the document names neither. */
export function bankAccountIdOf(tenantId: string, account: { iban?: string | undefined; number?: string | undefined; currency: string }): string | undefined {
  const [iban, number] = [lettersAndDigits(account.iban), lettersAndDigits(account.number)]
  if (iban) return idFrom('account', tenantId, 'iban', iban)
  return number ? idFrom('account', tenantId, 'number', number, account.currency) : undefined
}

function lettersAndDigits(text = ''): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '')
}
