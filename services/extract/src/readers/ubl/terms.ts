import type { Payment, Reference } from '../fiscal.ts'
import { readDate } from '../xml/dates.ts'
import { readDecimal } from '../xml/decimal.ts'
import { allAt, at, textAt, type Element } from '../xml/tree.ts'

/**
 * When it must be paid. SUNAT repeats PaymentTerms: `FormaPago` with Contado (all at once, on the day of issue) or
 * Credito with one `Cuota001…` for each instalment. Detraction and perception stand in the same place and are not terms.
 */
export function readDueDates(root: Element, issueDate: string | undefined, payable: string | undefined): Payment['dueDates'] {
  const dueDates: Payment['dueDates'] = []
  for (const terms of allAt(root, 'PaymentTerms')) {
    const id = textAt(terms, 'ID')?.toLowerCase()
    const means = textAt(terms, 'PaymentMeansID')?.toLowerCase()
    if (id === 'detraccion' || id === 'percepcion' || means === 'credito') continue
    const date = means === 'contado' ? issueDate : readDate(textAt(terms, 'PaymentDueDate') ?? '')
    if (date === undefined) continue
    const amount = means === 'contado' ? payable : readDecimal(textAt(terms, 'Amount') ?? '')
    dueDates.push(amount === undefined ? { date } : { date, amount })
  }
  return dueDates
}

const NOTED = ['InvoiceDocumentReference', 'CreditNoteDocumentReference', 'DebitNoteDocumentReference']

/** The documents that a note corrects, each with SUNAT's reason (catalogues 09 and 10). */
export function readReferences(root: Element): Reference[] {
  const reasons = allAt(root, 'DiscrepancyResponse')
  const noted = NOTED.flatMap((name) => allAt(root, `BillingReference/${name}`))
  const references = noted.map((element): Reference => {
    const number = textAt(element, 'ID')
    const reason = reasons.find((one) => textAt(one, 'ReferenceID') === number) ?? (noted.length === 1 ? reasons[0] : undefined)
    return { docType: textAt(element, 'DocumentTypeCode'), number, date: readDate(textAt(element, 'IssueDate') ?? ''), ...reasonOf(reason) }
  })
  return references.length > 0 ? references : reasons.map((reason) => ({ number: textAt(reason, 'ReferenceID'), ...reasonOf(reason) }))
}

function reasonOf(response: Element | undefined): Pick<Reference, 'reasonCode' | 'reason'> {
  return { reasonCode: textAt(response, 'ResponseCode'), reason: textAt(response, 'Description') }
}

/** The rate to another currency, where the document states one. */
export function readExchangeRate(root: Element): { rate: string; to: string } | undefined {
  const stated = at(root, 'PaymentExchangeRate') ?? at(root, 'PricingExchangeRate')
  const rate = readDecimal(textAt(stated, 'CalculationRate') ?? '')
  const to = textAt(stated, 'TargetCurrencyCode')
  return rate !== undefined && to !== undefined && /^[A-Z]{3}$/.test(to) ? { rate, to } : undefined
}
