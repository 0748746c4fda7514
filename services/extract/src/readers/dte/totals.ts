import { add, compare, isZero, percentOf, round, sub, sum } from '@chasqui/tax'
import { present, type TaxLine, type Totals } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'

const TOTALS = 'Encabezado/Totales'

/**
 * Codes of ImptoReten that are withheld by the buyer (changes of subject of the IVA); the others are taxes on top:
 * drinks, fuels, luxury, IVA paid in advance.
 */
const WITHHELD: ReadonlySet<string> = new Set(['15', '30', '31', '32', '33', '34', '36', '37', '38', '39', '41', '46', '47', '48', '49', '53', '301', '321', '331', '341', '361', '371', '481'])

/** `MntTotal = MntNeto + MntExe + IVA + other taxes − withheld`. The canonical total is before what is withheld. */
export function readDteTotals(fields: Fields, document: Element): Totals {
  const read = (field: string, name: string) => fields.decimal(field, document, `${TOTALS}/${name}`)
  const net = read('totals.subtotal', 'MntNeto')
  const exempt = read('totals.exempt', 'MntExe')
  const iva = read('totals.tax', 'IVA')
  const stated = read('totals.total', 'MntTotal')
  const others = othersOf(document)
  const base = sum([net ?? '0', exempt ?? '0', iva ?? '0'])
  const { added, withheld } = divide(others, base, stated)

  const subtotal = net === undefined ? exempt : add(net, exempt ?? '0')
  if (net === undefined) fields.note('totals.subtotal', subtotal, `${TOTALS}/MntExe`)
  const tax = iva === undefined && added.length === 0 ? undefined : sum([iva ?? '0', ...added.map((one) => one.amount)])
  const withholding = withheld.length === 0 ? undefined : sum(withheld.map((one) => one.amount))
  if (withholding !== undefined) fields.note('totals.withholding', withholding, `${TOTALS}/ImptoReten`)
  return present({
    subtotal,
    exempt: exempt === undefined || isZero(exempt) ? undefined : exempt,
    tax: fields.note('totals.tax', tax, `${TOTALS}/IVA`),
    taxBreakdown: breakdown(document, { net, exempt, iva }, added),
    withholding,
    withholdings: withheld.map(({ code, rate, amount }) => present({ kind: code === '15' ? 'IVA' : `ImptoReten ${code}`, rate, amount })),
    total: stated === undefined || withholding === undefined ? stated : add(stated, withholding),
    payable: fields.note('totals.payable', stated, `${TOTALS}/MntTotal`),
  })
}

type Other = { code: string; rate: string | undefined; amount: string }

function othersOf(document: Element): Other[] {
  return allAt(document, `${TOTALS}/ImptoReten`).flatMap((element) => {
    const amount = readDecimal(textAt(element, 'MontoImp') ?? '')
    return amount === undefined || isZero(amount) ? [] : [{ code: textAt(element, 'TipoImp') ?? '', rate: readDecimal(textAt(element, 'TasaImp') ?? ''), amount }]
  })
}

/** By code; where the sum then misses the stated total and one of the extremes meets it, the sum knows better. */
function divide(others: readonly Other[], base: string, stated: string | undefined): { added: readonly Other[]; withheld: readonly Other[] } {
  const byCode = { added: others.filter((one) => !WITHHELD.has(one.code)), withheld: others.filter((one) => WITHHELD.has(one.code)) }
  if (stated === undefined || others.length === 0) return byCode
  const candidates = [byCode, { added: others, withheld: [] }, { added: [], withheld: others }]
  const total = ({ added, withheld }: (typeof candidates)[number]) => sub(sum([base, ...added.map((one) => one.amount)]), sum(withheld.map((one) => one.amount)))
  return candidates.find((candidate) => compare(total(candidate), stated) === 0) ?? byCode
}

function breakdown(document: Element, { net, exempt, iva }: { net: string | undefined; exempt: string | undefined; iva: string | undefined }, added: readonly Other[]): TaxLine[] {
  const lines: TaxLine[] = []
  const rate = net !== undefined && iva !== undefined ? rateOf(document, net, iva) : undefined
  if (net !== undefined && iva !== undefined && rate !== undefined) lines.push({ kind: 'IVA', rate, base: net, amount: iva })
  if (exempt !== undefined && !isZero(exempt)) lines.push({ kind: 'IVA', rate: null, base: exempt, amount: '0' })
  for (const { code, rate: otherRate, amount } of added) lines.push({ kind: 'OTHER', code, rate: otherRate ?? null, base: net ?? '0', amount })
  return lines
}

const GENERAL_RATE = '19'

/** Boletas state no rate: it is the general one when the IVA says so (DL 825, article 14). */
function rateOf(document: Element, net: string, iva: string): string | undefined {
  const stated = readDecimal(textAt(document, `${TOTALS}/TasaIVA`) ?? '')
  if (stated !== undefined) return stated
  return compare(round(percentOf(net, GENERAL_RATE), 0), iva) === 0 ? GENERAL_RATE : undefined
}
