import { Big } from 'big.js'
import { altiplano20981, quillay882 } from './documents/america.ts'
import { altiplano20997, azahar77, copihue3310 } from './documents/scanned-documents.ts'
import { guadianaProtected, levante113, luz7781 } from './documents/spain.ts'
import { banded } from './paper/canvas/banded.ts'
import type { PaperDocument } from './paper/document.ts'
import { imageOf, rasterised } from './paper/scans/raster.ts'

/** Invoices that can be made as often as wanted: none of them is a duplicate of another. */
const DOCUMENTS = {
  es: { digital: [levante113, guadianaProtected], scanned: [azahar77, luz7781] },
  cl: { digital: [altiplano20981, quillay882], scanned: [altiplano20997, copihue3310] },
} as const satisfies Partial<Record<PaperDocument['tenant'], Record<'digital' | 'scanned', readonly PaperDocument[]>>>

export type TenantOfCopies = keyof typeof DOCUMENTS
export type Copy = { name: string; bytes: Uint8Array }

const DPI = 200
/** Written behind the number of the document: a vendor has several documents, and none may get the number of another. */
const COPY_DIGITS = 3

/** Two digital and two scanned invoices of a tenant, all with numbers and amounts of this copy. */
export async function invoiceCopies(tenant: TenantOfCopies, copy: number): Promise<Copy[]> {
  const { digital, scanned } = DOCUMENTS[tenant]
  return Promise.all([
    ...digital.map(async (document, at) => ({ name: `${copy}-digital-${at}.pdf`, bytes: await banded(copyOf(document, copy)) })),
    ...scanned.map(async (document, at) => ({ name: `${copy}-scan-${at}.jpg`, bytes: await scanOf(copyOf(document, copy)) })),
  ])
}

/**
 * The document under a longer number; and one unit dearer a copy, since the same vendor,
 * day and total under another number is taken for a misread duplicate. Pure.
 */
export function copyOf(document: PaperDocument, copy: number): PaperDocument {
  const [first, ...others] = document.lines
  if (first === undefined) throw new Error(`${document.number} has no lines`)
  return {
    ...document, number: `${document.number}${String(copy).padStart(COPY_DIGITS, '0')}`,
    lines: [{ ...first, unitPrice: new Big(first.unitPrice).plus(copy + 1).toFixed() }, ...others],
  }
}

/** Grey, turned and soft, as a flatbed gives it. Worn by libvips alone: what `worn` does to a sample takes seconds a page. */
async function scanOf(document: PaperDocument): Promise<Uint8Array> {
  const [page] = await rasterised(await banded(document), DPI)
  if (page === undefined) throw new Error('nothing was printed')
  return imageOf(page).greyscale().rotate(1.2, { background: 'white' }).blur(0.6).toColourspace('b-w').withDensity(DPI).jpeg({ quality: 60 }).toBuffer()
}
