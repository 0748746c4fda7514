import type { ScanPage } from '@chasqui/contracts'
import type { Psm, Way } from './tesseract.ts'

/** Measured: invoices with ruled tables lose a sixth of their numbers in mode 6. */
const PSM: Readonly<Record<ScanPage['layout'], Psm>> = { page: 4, receipt: 6 }

/** One look at a page: which picture, and how it is read. */
export type Look = Way & { picture: 'plain' | 'contrast' }

type Lookable = { scan: Pick<ScanPage, 'layout'>; contrast?: unknown }

export function firstLook({ scan }: Lookable): Look {
  return { picture: 'plain', psm: PSM[scan.layout], ink: 'otsu' }
}

/** The contrast-raised twin, and the page taken apart without any idea of its form: it finds also what stands askew or apart. */
export function secondLook({ contrast }: Lookable): Look {
  return { picture: contrast ? 'contrast' : 'plain', psm: 3, ink: 'otsu' }
}

/** What tells ink from paper place by place finds columns that lie in a shadow, and loses much where letters are blurred. */
export function thirdLook({ scan }: Lookable): Look {
  return { picture: 'plain', psm: PSM[scan.layout], ink: 'sauvola' }
}

/** What the first look passed over: scattered, so it is looked for anywhere, without an order. */
export const restLook: Look = { picture: 'plain', psm: 11, ink: 'otsu' }
