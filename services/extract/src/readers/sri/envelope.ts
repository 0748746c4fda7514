import { errors } from '../../errors.ts'
import { allNamed, firstNamed, parseXml, textAt, type Element } from '../xml/tree.ts'

/**
 * The voucher in an `autorizacion` or in the answer of the SRI's web service. It is CDATA or escaped text there, in a few
 * files plain elements. Throws UNEXPECTED_STRUCTURE when there is none, MANY_DOCUMENTS when there are several.
 */
export function openEnvelope(outer: Element, names: readonly string[]): { voucher: Element; state?: string } {
  if (names.includes(outer.name)) return { voucher: outer }
  const holders = allNamed(outer, 'comprobante')
  if (holders.length > 1) throw errors.fault('MANY_DOCUMENTS', { detail: `${holders.length} vouchers in one answer` })
  const [holder] = holders
  const inner = holder?.text.startsWith('<') === true ? parseXml(holder.text) : holder ?? outer
  const voucher = names.map((name) => firstNamed(inner, name)).find((found) => found !== undefined)
  if (voucher === undefined) throw errors.fault('UNEXPECTED_STRUCTURE', { detail: `no SRI voucher in ${outer.name}` })
  const state = textAt(outer, 'estado') ?? firstNamed(outer, 'estado')?.text
  return state === undefined || state === '' ? { voucher } : { voucher, state: state.toUpperCase() }
}
