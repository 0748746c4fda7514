import { present, type Payment, type Reference } from '../fiscal.ts'
import { readDate } from '../xml/dates.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'

const ID = 'Encabezado/IdDoc'

/** SII codes of MedioPago. FmaPago 1 is paid at once, 2 on credit, 3 free of charge. */
const MEANS: Readonly<Record<string, NonNullable<Payment['method']>>> = { EF: 'cash', CH: 'check', CF: 'check', PE: 'transfer', TC: 'card', LT: 'other', OT: 'other' }

export function readDtePayment(fields: Fields, document: Element, issueDate: string | undefined): Payment | undefined {
  const isAtOnce = textAt(document, `${ID}/FmaPago`) === '1'
  const method = MEANS[textAt(document, `${ID}/MedioPago`) ?? ''] ?? (isAtOnce ? 'cash' : undefined)
  fields.note('payment.method', method, `${ID}/FmaPago`)
  const dueDates = instalments(document)
  if (dueDates.length === 0 && isAtOnce && issueDate !== undefined) dueDates.push({ date: issueDate })
  return dueDates.length > 0 || method !== undefined ? present({ method, dueDates }) : undefined
}

function instalments(document: Element): Payment['dueDates'] {
  return allAt(document, `${ID}/MntPagos`).flatMap((element) => {
    const date = readDate(textAt(element, 'FchPago') ?? '')
    const amount = readDecimal(textAt(element, 'MntPago') ?? '')
    return date === undefined ? [] : [amount === undefined ? { date } : { date, amount }]
  })
}

/** References with a reason (CodRef) first: they are what a note corrects; the others are orders, guides and the like. */
export function readDteReferences(document: Element): Reference[] {
  const all = allAt(document, 'Referencia').map((element): Reference => ({
    docType: textAt(element, 'TpoDocRef'),
    number: textAt(element, 'FolioRef'),
    date: readDate(textAt(element, 'FchRef') ?? ''),
    reasonCode: textAt(element, 'CodRef'),
    reason: textAt(element, 'RazonRef'),
  }))
  return [...all.filter((one) => one.reasonCode !== undefined), ...all.filter((one) => one.reasonCode === undefined)]
}
