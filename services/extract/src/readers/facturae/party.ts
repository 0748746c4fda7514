import { checkTaxId } from '@chasqui/tax'
import { present, type Party } from '../fiscal.ts'
import type { Fields } from '../xml/fields.ts'
import { at, textAt, type Element } from '../xml/tree.ts'

const FIELD = { vendor: 'Parties/SellerParty', buyer: 'Parties/BuyerParty' } as const

/** Seller or buyer: a company (LegalEntity) or a person (Individual), in Spain or elsewhere. */
export function readFacturaeParty(fields: Fields, party: Element | undefined, role: 'vendor' | 'buyer'): Party | undefined {
  if (party === undefined) return undefined
  const who = at(party, 'LegalEntity') ?? at(party, 'Individual')
  const stated = textAt(party, 'TaxIdentification/TaxIdentificationNumber')
  const isResident = textAt(party, 'TaxIdentification/ResidenceTypeCode') === 'R' || at(who, 'AddressInSpain') !== undefined
  const verdict = stated === undefined || !isResident ? undefined : checkTaxId('ES', stated)
  return present({
    name: fields.note(`${role}.name`, nameOf(who), `${FIELD[role]}/${who?.name ?? 'LegalEntity'}`),
    taxId: fields.note(`${role}.taxId`, verdict?.normalized ?? stated, `${FIELD[role]}/TaxIdentification/TaxIdentificationNumber`),
    taxIdType: stated === undefined ? undefined : verdict === undefined ? 'VAT' as const : verdict.kind,
    country: isResident ? 'ES' : undefined,
    address: textAt(who, 'AddressInSpain/Address') ?? textAt(who, 'OverseasAddress/Address'),
    city: textAt(who, 'AddressInSpain/Town') ?? textAt(who, 'OverseasAddress/PostCodeAndTown'),
    email: textAt(who, 'ContactDetails/ElectronicMail'),
    phone: textAt(who, 'ContactDetails/Telephone'),
    tradeName: textAt(who, 'TradeName'),
  })
}

function nameOf(who: Element | undefined): string | undefined {
  const person = ['Name', 'FirstSurname', 'SecondSurname'].flatMap((part) => textAt(who, part) ?? [])
  return textAt(who, 'CorporateName') ?? (person.length === 0 ? undefined : person.join(' '))
}
