import { present, type Party } from '../fiscal.ts'
import type { Fields } from '../xml/fields.ts'
import { textAt, type Element } from '../xml/tree.ts'

/** SRI table 6. 07 is the final consumer, 9999999999999. */
const ID_TYPES: Readonly<Record<string, NonNullable<Party['taxIdType']>>> = { '04': 'RUC', '05': 'CEDULA', '06': 'PASSPORT', '07': 'OTHER', '08': 'OTHER' }

/** In a liquidación de compra the buyer issues, and the seller is named where other vouchers name the buyer. */
export function readSriParties(fields: Fields, voucher: Element, info: string): { vendor: Party | undefined; buyer: Party | undefined } {
  return info === 'infoLiquidacionCompra'
    ? { vendor: readOther(fields, voucher, info, 'Proveedor', 'vendor'), buyer: readIssuer(fields, voucher, 'buyer') }
    : { vendor: readIssuer(fields, voucher, 'vendor'), buyer: readOther(fields, voucher, info, info === 'infoCompRetencion' ? 'SujetoRetenido' : 'Comprador', 'buyer') }
}

function readIssuer(fields: Fields, voucher: Element, role: 'vendor' | 'buyer'): Party | undefined {
  const name = fields.text(`${role}.name`, voucher, 'infoTributaria/razonSocial')
  const taxId = fields.text(`${role}.taxId`, voucher, 'infoTributaria/ruc')
  if (name === undefined && taxId === undefined) return undefined
  const tradeName = textAt(voucher, 'infoTributaria/nombreComercial')
  return present({
    name, taxId, taxIdType: taxId === undefined ? undefined : 'RUC' as const, country: 'EC',
    address: textAt(voucher, 'infoTributaria/dirMatriz'), tradeName: tradeName === name ? undefined : tradeName,
  })
}

function readOther(fields: Fields, voucher: Element, info: string, suffix: string, role: 'vendor' | 'buyer'): Party | undefined {
  const name = fields.text(`${role}.name`, voucher, `${info}/razonSocial${suffix}`)
  const taxId = fields.text(`${role}.taxId`, voucher, `${info}/identificacion${suffix}`)
  if (name === undefined && taxId === undefined) return undefined
  const type = textAt(voucher, `${info}/tipoIdentificacion${suffix}`) ?? ''
  return present({ name, taxId, taxIdType: taxId === undefined ? undefined : ID_TYPES[type] ?? 'OTHER', country: type === '06' || type === '08' ? undefined : 'EC', address: textAt(voucher, `${info}/direccion${suffix}`) })
}
