import { checkTaxId } from '@chasqui/tax'
import { present, type Party } from '../fiscal.ts'
import type { Fields } from '../xml/fields.ts'
import { textAt, type Element } from '../xml/tree.ts'

/** RUTs that stand for nobody in particular (SII): a buyer without RUT, and a foreign one. */
const NOBODY = '66666666-6'
const FOREIGNER = '55555555-5'

/** In a factura de compra (46) the buyer issues: the Emisor bought, the Receptor sold. */
const ISSUED_BY_THE_BUYER = '46'

export function readDteParties(fields: Fields, document: Element, subType: string | undefined): { vendor: Party | undefined; buyer: Party | undefined } {
  const [issuer, receiver] = subType === ISSUED_BY_THE_BUYER ? (['buyer', 'vendor'] as const) : (['vendor', 'buyer'] as const)
  const parties = { [issuer]: readIssuer(fields, document, issuer), [receiver]: readReceiver(fields, document, receiver) }
  return { vendor: parties['vendor'], buyer: parties['buyer'] }
}

const ISSUER = 'Encabezado/Emisor'
const RECEIVER = 'Encabezado/Receptor'

/** Boletas name the fields of their issuer otherwise. */
function readIssuer(fields: Fields, document: Element, role: 'vendor' | 'buyer'): Party | undefined {
  const text = (name: string) => textAt(document, `${ISSUER}/${name}`)
  const name = fields.text(`${role}.name`, document, `${ISSUER}/RznSoc`, `${ISSUER}/RznSocEmisor`)
  const taxId = fields.note(`${role}.taxId`, rutOf(text('RUTEmisor')), `${ISSUER}/RUTEmisor`)
  if (name === undefined && taxId === undefined) return undefined
  return present({
    name, taxId, taxIdType: taxId === undefined ? undefined : 'RUT' as const, country: 'CL',
    address: text('DirOrigen'), city: text('CmnaOrigen') ?? text('CiudadOrigen'), email: text('CorreoEmisor'), phone: text('Telefono'),
  })
}

function readReceiver(fields: Fields, document: Element, role: 'vendor' | 'buyer'): Party | undefined {
  const text = (name: string) => textAt(document, `${RECEIVER}/${name}`)
  const rut = rutOf(text('RUTRecep'))
  const isForeign = rut === FOREIGNER
  const taxId = rut === NOBODY || isForeign ? undefined : fields.note(`${role}.taxId`, rut, `${RECEIVER}/RUTRecep`)
  const name = fields.text(`${role}.name`, document, `${RECEIVER}/RznSocRecep`)
  if (name === undefined && taxId === undefined) return undefined
  return present({
    name, taxId, taxIdType: taxId === undefined ? undefined : 'RUT' as const, country: isForeign ? undefined : 'CL',
    address: text('DirRecep'), city: text('CmnaRecep') ?? text('CiudadRecep'), email: text('CorreoRecep'),
  })
}

function rutOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : checkTaxId('CL', text)?.normalized
}
