import { present, type Party } from '../fiscal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, at, attribute, textAt, type Element } from '../xml/tree.ts'

/** SUNAT catalogue 06; 0 and "-" say that there is no document. */
const ID_TYPES: Readonly<Record<string, NonNullable<Party['taxIdType']>>> = { '1': 'DNI', '4': 'OTHER', '6': 'RUC', '7': 'PASSPORT', A: 'OTHER' }

/**
 * A party of UBL. SUNAT 2.1 keeps the id in PartyIdentification with its kind in schemeID, SUNAT 2.0 beside the
 * party, other countries in PartyTaxScheme or PartyLegalEntity.
 */
export function readParty(fields: Fields, root: Element, role: 'vendor' | 'buyer', isPeruvian: boolean): Party | undefined {
  const path = role === 'vendor' ? 'AccountingSupplierParty' : 'AccountingCustomerParty'
  const outer = at(root, path)
  if (outer === undefined) return undefined
  const party = at(outer, 'Party') ?? outer
  const id = idOf(outer, party)
  const taxId = id && fields.note(`${role}.taxId`, id.value, `${path}/${id.path}`)
  const name = readName(fields, party, role, path)
  return present({
    name,
    taxId,
    taxIdType: id === undefined ? undefined : isPeruvian ? ID_TYPES[id.scheme ?? ''] ?? 'OTHER' : 'VAT',
    country: countryOf(party) ?? (isPeruvian && id?.scheme === '6' ? 'PE' : undefined),
    address: textAt(party, 'PartyLegalEntity/RegistrationAddress/AddressLine/Line') ?? textAt(party, 'PostalAddress/StreetName') ?? textAt(party, 'PostalAddress/AddressLine/Line'),
    city: textAt(party, 'PartyLegalEntity/RegistrationAddress/CityName') ?? textAt(party, 'PostalAddress/CityName'),
    email: textAt(party, 'Contact/ElectronicMail'),
    phone: textAt(party, 'Contact/Telephone'),
    tradeName: tradeNameOf(party, name),
  })
}

/** SUNAT's legal name is RegistrationName; files without it put the name in PartyName. */
function readName(fields: Fields, party: Element, role: string, path: string): string | undefined {
  for (const place of ['PartyLegalEntity/RegistrationName', 'PartyTaxScheme/RegistrationName', 'PartyName/Name']) {
    const name = textAt(party, place)
    if (name !== undefined && name !== '-') return fields.note(`${role}.name`, name, `${path}/Party/${place}`)
  }
  return undefined
}

function tradeNameOf(party: Element, name: string | undefined): string | undefined {
  const trade = textAt(party, 'PartyName/Name')
  return trade === name || trade === '-' ? undefined : trade
}

type Id = { value: string; scheme: string | undefined; path: string }

function idOf(outer: Element, party: Element): Id | undefined {
  for (const path of ['PartyIdentification/ID', 'PartyTaxScheme/CompanyID', 'PartyLegalEntity/CompanyID', 'EndpointID']) {
    const found = allAt(party, path).find((element) => isId(element.text))
    if (found !== undefined) return { value: bare(found.text), scheme: attribute(found, 'schemeID'), path: `Party/${path}` }
  }
  const assigned = textAt(outer, 'CustomerAssignedAccountID')
  if (assigned === undefined || !isId(assigned)) return undefined
  return { value: bare(assigned), scheme: textAt(outer, 'AdditionalAccountID'), path: 'CustomerAssignedAccountID' }
}

function isId(text: string): boolean {
  return /[1-9A-Z]/i.test(text)
}

function bare(id: string): string {
  return id.replace(/[\s.-]/g, '').toUpperCase()
}

function countryOf(party: Element): string | undefined {
  const code = textAt(party, 'PartyLegalEntity/RegistrationAddress/Country/IdentificationCode') ?? textAt(party, 'PostalAddress/Country/IdentificationCode')
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}
