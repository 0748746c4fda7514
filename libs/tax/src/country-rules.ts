import type { Rate } from './rate.ts'
import type { Writing } from './writing.ts'

/** The law's own names, untranslated. A Spanish DNI number is a NIF; DNI is Peru's card. */
export type TaxIdKind = 'NIF' | 'NIE' | 'CIF' | 'RUC' | 'CEDULA' | 'DNI' | 'RUT' | 'RFC' | 'NIT'

/** What a check of a tax id found. */
export type TaxIdVerdict = {
  valid: boolean
  kind: TaxIdKind
  /** Upper case, without dots or spaces; a RUT or NIT keeps the dash before its check digit. */
  normalized: string
  /** Why it is not valid: the shape is wrong, or the check digit is. */
  reason?: 'format' | 'checksum'
  /** The check digit that the other digits ask for, when that is what failed. A CIF allows two: "4/D". */
  expected?: string
  /** False where ids in use are known to break the check digit, so that a failure is no proof of an error. */
  isCheckDigitGuaranteed: boolean
}

/** Who carries the id: some ids (Ecuador's final consumer) may buy and never issue. */
export type TaxIdRole = 'issuer' | 'buyer'

/** How ids are found in text: sources of regular expressions without flags. */
export type TaxIdSearch = {
  /** Words that announce an id, e.g. `R\.?U\.?C`. */
  label: string
  /** Shapes peculiar enough to be taken anywhere in a text. */
  anywhere: readonly string[]
  /** Shapes that are taken only behind a label. */
  labelled: readonly string[]
  /** Shapes with letters and digits confused, tried behind a label for OCR repair. */
  misread: readonly string[]
}

/** What makes an invoice this invoice, as the document says it. */
export type InvoiceIdentity = {
  country: string
  docType: string
  issuerTaxId?: string | undefined
  /** The country's own type code: SUNAT 01, DTE 33, SRI 01. */
  subType?: string | undefined
  /** Series and number as printed. */
  number?: string | undefined
  series?: string | undefined
  folio?: string | undefined
  fiscalId?: { kind: string; value: string } | undefined
}

/** Everything that is known of one country. One file makes one of these; `countries.ts` lists them. */
export type CountryRules = {
  /** ISO 3166 alpha-2. */
  readonly country: string
  readonly writing: Writing
  /** Currencies whose use in the country surprises nobody, its own first. */
  readonly currencies: readonly string[]
  readonly rates: readonly Rate[]
  readonly taxIdSearch: TaxIdSearch
  /** Checks any tax id of the country, in any usual punctuation. */
  checkTaxId(text: string, role: TaxIdRole): TaxIdVerdict
  /** Whether an invoice number has the country's shape. */
  isInvoiceNumber(number: string): boolean
  /** The parts of the natural key after the country, normalised; undefined when the document lacks one of them. */
  businessParts(identity: InvoiceIdentity): readonly string[] | undefined
}
