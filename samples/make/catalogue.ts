import { bankSamples } from './bank/samples.ts'
import { digitalSamples } from './documents/digital.ts'
import { otherSamples } from './documents/other-files.ts'
import { scannedSamples } from './documents/scanned.ts'
import { archiveRefusals } from './refusals/archives.ts'
import { otherRefusals } from './refusals/others.ts'
import { pdfRefusals } from './refusals/pdfs.ts'
import { rowSamples } from './rows/samples.ts'
import type { Sample } from './sample.ts'
import { dteSamples } from './xml/dte.ts'
import { europeAndMexicoSamples } from './xml/europe-and-mexico.ts'
import { sriSamples } from './xml/sri.ts'
import { sunatSamples } from './xml/sunat.ts'

/** Every sample there is, in the order in which they are made. */
export const catalogue: readonly Sample[] = [
  ...sunatSamples,
  ...dteSamples,
  ...sriSamples,
  ...europeAndMexicoSamples,
  ...bankSamples,
  ...rowSamples,
  ...digitalSamples,
  ...scannedSamples,
  ...otherSamples,
  ...archiveRefusals,
  ...pdfRefusals,
  ...otherRefusals,
]
