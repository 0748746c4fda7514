import { codes } from '@chasqui/errors'

/** Why a document could not be read, or why this service cannot start. */
export const errors = codes('ocr', {
  OCR_UNREADABLE: { say: 'No text was found on any page', hint: 'Take the picture again: straight from above, in even light, the whole document in it', retry: false },
  OCR_PAGES_MISSING: { say: 'The prepared pages of the document are not on record', hint: 'Restart the item so that its pages are prepared again', retry: false },
  OCR_TIMEOUT: { say: 'Reading the pages took too long', hint: 'It is tried again; if it fails again, send the pages in smaller files or at a lower resolution', retry: true },
  OCR_ENGINE_FAILED: { say: 'The text recognition ended unexpectedly on a page', hint: 'It is tried again; if it fails again, look at the log of this service: memory may be too small', retry: true },
  OCR_STOPPED: { say: 'Reading was stopped', hint: 'Nothing is left to do', retry: true },
  OCR_ENGINE_MISSING: { say: 'Tesseract 5 is not installed', hint: 'Install it: apt-get install tesseract-ocr tesseract-ocr-spa', retry: false, status: 500 },
  OCR_LANGUAGE_MISSING: { say: 'Tesseract has no data for a language that is set in OCR_LANGUAGES', hint: 'Install the data (Spanish: apt-get install tesseract-ocr-spa) or change OCR_LANGUAGES', retry: false, status: 500 },
})
