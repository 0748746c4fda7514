import { alphanumeric, checkTaxId } from '@chasqui/tax'
import { presentOrNone, type Party } from '../fiscal.ts'

/** A party as a row names it. The tax id is normalised by the rules of the country; whether it is right, validation says. */
export function partyOf(name: string | undefined, taxId: string | undefined, country: string): Party | undefined {
  const id = taxId === undefined ? undefined : identified(taxId, country)
  return presentOrNone({ name, ...id })
}

function identified(taxId: string, country: string): Pick<Party, 'taxId' | 'taxIdType'> | undefined {
  const verdict = checkTaxId(country, taxId, 'buyer')
  if (verdict !== undefined && verdict.reason !== 'format') return { taxId: verdict.normalized, taxIdType: verdict.kind }
  const bare = alphanumeric(taxId)
  return bare === '' ? undefined : { taxId: bare, taxIdType: 'OTHER' }
}
