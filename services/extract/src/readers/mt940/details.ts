import { isGiven } from '../bank/reference.ts'
import { accountIdOf } from '../bank/statement.ts'
import type { Party } from '../fiscal.ts'

/** What field 86 says about a movement. */
export type Details = {
  narrative: readonly string[]
  counterparty?: Party & { iban?: string }
  endToEndId?: string
}

/**
 * Field 86 in its three dialects: plain text, German sub-fields `?20…?32…`, and words between slashes `/NAME/…/REMI/…`.
 * Lines of plain text are joined by a blank; those of sub-fields by nothing, because they are cut at the column.
 */
export function readDetails(value: string): Details {
  if (/(^|\n|\d{3})\?\d{2}/.test(value)) return withQuestionMarks(value.replaceAll('\n', ''))
  if (/^\/[A-Z]{2,4}\//.test(value)) return withSlashes(value.replaceAll('\n', ''))
  return { narrative: value.split('\n') }
}

function withQuestionMarks(value: string): Details {
  const parts = new Map<number, string>()
  for (const match of value.matchAll(/\?(\d{2})([^?]*)/g)) parts.set(Number(match[1]), (match[2] ?? '').trim())
  const between = (from: number, to: number) => [...parts].filter(([code, text]) => code >= from && code <= to && text !== '').map(([, text]) => text)
  const remittance = sepaWords([...between(20, 29), ...between(60, 63)].join(' ').replace(/\s+/g, ' '))
  const name = between(32, 33).join(' ')
  return {
    narrative: [parts.get(0) ?? '', remittance.text],
    ...counterpartyOf(name, parts.get(31)),
    ...(remittance.endToEndId === undefined ? {} : { endToEndId: remittance.endToEndId }),
  }
}

/** `EREF+… SVWZ+…`: the SEPA fields inside a German remittance text; SVWZ is what the payer wrote. */
function sepaWords(text: string): { text: string; endToEndId?: string } {
  const words = new Map<string, string>()
  for (const match of text.matchAll(/(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC)\+(.*?)(?=\s*(?:EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC)\+|$)/g)) words.set(match[1] ?? '', (match[2] ?? '').trim())
  const endToEndId = words.get('EREF')
  const remittance = words.get('SVWZ') ?? text
  return isGiven(endToEndId) ? { text: remittance, endToEndId } : { text: remittance }
}

const SLASH_WORDS = 'NAME|REMI|IBAN|EREF|MARF|CSID|BIC|ISDT|TRTP|TRCD|ORDP|BENM|PREF|PURP|RTRN|ULTC|ULTD|USTD|CDTRREF|CNTP'

function withSlashes(value: string): Details {
  const words = new Map<string, string>()
  for (const match of value.matchAll(new RegExp(`/(${SLASH_WORDS})/(.*?)(?=/(?:${SLASH_WORDS})/|$)`, 'g'))) {
    words.set(match[1] ?? '', (match[2] ?? '').replaceAll('/', ' ').trim())
  }
  const endToEndId = words.get('EREF')
  const remittance = words.get('REMI') ?? words.get('USTD')
  return {
    narrative: [words.get('TRTP') ?? '', remittance ?? (words.size === 0 ? value : '')],
    ...counterpartyOf(words.get('NAME') ?? '', words.get('IBAN')),
    ...(isGiven(endToEndId) ? { endToEndId } : {}),
  }
}

function counterpartyOf(name: string, account: string | undefined): Pick<Details, 'counterparty'> {
  const { iban } = accountIdOf(account)
  if (name === '' && iban === undefined) return {}
  return { counterparty: { ...(name === '' ? {} : { name }), ...(iban === undefined ? {} : { iban }) } }
}
