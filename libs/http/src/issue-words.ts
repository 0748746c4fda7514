import type { z } from 'zod'
import { FORMS } from '@chasqui/contracts'

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'an object', record: 'an object', null: 'null', date: 'a time',
}

const FORM_WORDS: Readonly<Record<string, string>> = { ...FORMS, datetime: FORMS['date-time'], url: 'must be an address, as https://example.org', email: 'must be an e-mail address' }

type Unit = { one: string; many: string }
const ENTRIES: Unit = { one: 'entry', many: 'entries' }
/** What is counted of each; the size of anything else is the thing itself. */
const UNITS: Readonly<Record<string, Unit>> = { string: { one: 'character', many: 'characters' }, array: ENTRIES, set: ENTRIES }

/** What is wrong with a value, for who sent it; a schema that has words of its own keeps them. Undefined where zod's words must do. Pure. */
export const issueWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type': return `must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value': return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'too_small': return sizeWords(issue.origin, issue.exact ? 'exactly' : issue.inclusive === false ? 'more than' : 'at least', Number(issue.minimum))
    case 'too_big': return sizeWords(issue.origin, issue.exact ? 'exactly' : issue.inclusive === false ? 'less than' : 'at most', Number(issue.maximum))
    case 'not_multiple_of': return `must be a multiple of ${issue.divisor}`
    case 'invalid_format': return FORM_WORDS[issue.format]
    default: return undefined
  }
}

function sizeWords(origin: string, bound: string, limit: number): string {
  const unit = UNITS[origin]
  if (!unit) return `must be ${bound} ${limit}`
  return bound === 'at least' && limit === 1 ? 'must not be empty' : `must have ${bound} ${limit} ${limit === 1 ? unit.one : unit.many}`
}
