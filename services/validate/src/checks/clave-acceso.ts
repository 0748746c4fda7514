import type { Canonical, Finding } from '@chasqui/contracts'
import { checkClaveAcceso, type ClaveAcceso, parseClaveAcceso } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import { isScanned } from './check.ts'

const FIELD = 'fiscalId.value'

/** An Ecuadorian access key is right in itself and says what the document says. */
export function checkClave(document: Canonical): Finding[] {
  if (document.fiscalId?.kind !== 'claveAcceso') return []
  const { value } = document.fiscalId
  // One of 49 printed digits is easily misread: a person decides.
  const severity = isScanned(document, FIELD) ? 'review' : 'error'
  const verdict = checkClaveAcceso(value)
  if (!verdict.valid) {
    const detail = verdict.reason === 'format' ? 'it has not 49 digits that begin with a date' : `it should end in ${verdict.expected}`
    return [finding('INVALID_CLAVE_ACCESO', { severity, field: FIELD, value, detail })]
  }
  const clave = parseClaveAcceso(verdict.normalized)
  return clave === undefined ? [] : differences(document, clave).map(({ field, said, claved }) =>
    finding('CLAVE_ACCESO_MISMATCH', { severity, field, value: said, detail: `${field} is ${said}, in the clave ${claved}` }))
}

type Difference = { field: string; said: string; claved: string }

/** A liquidación de compra is issued by who bought: the clave carries the buyer's RUC. */
const ISSUED_BY_BUYER = '03'

function differences({ issueDate, subType, vendor, buyer, number }: Canonical, clave: ClaveAcceso): Difference[] {
  const issuer = subType === ISSUED_BY_BUYER ? (['buyer.taxId', buyer?.taxId] as const) : (['vendor.taxId', vendor?.taxId] as const)
  const pairs: [field: string, said: string | undefined, claved: string][] = [
    ['issueDate', issueDate, clave.issueDate],
    ['subType', subType, clave.type],
    [...issuer, clave.ruc],
    ['number', number, clave.number],
  ]
  return pairs.flatMap(([field, said, claved]) => (said === undefined || said === claved ? [] : [{ field, said, claved }]))
}
