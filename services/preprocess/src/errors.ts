import { codes } from '@chasqui/errors'

/** Why a file is refused, or why it could not be prepared for now. Codes are those of the published reference. */
export const errors = codes('preprocess', {
  EMPTY_FILE: { say: 'The file is empty', hint: 'Send the file again; the upload may have been cut off', retry: false },
  FILE_TOO_LARGE: { say: 'The file is larger than its kind may be', hint: 'Split the file or reduce the resolution of its images', retry: false, status: 413 },
  INVALID_MIME_TYPE: { say: 'The file is of a kind that is never accepted', hint: 'Send the document itself as PDF, image, XML, bank file, CSV or text', retry: false, status: 415 },
  KIND_NOT_SUPPORTED: { say: 'The file is of a known kind that cannot be read yet', hint: 'Export it as PDF, XML or CSV and send that', retry: false, status: 415 },
  PDF_ENCRYPTED: { say: 'The PDF opens only with a password', hint: 'Save it without a password and send it again', retry: false },
  PDF_CONTAINS_JAVASCRIPT: { say: 'The PDF contains active content', hint: 'Print it to a new PDF and send that', retry: false },
  PDF_SECURITY_CHECK_ERROR: { say: 'The PDF hides a part that cannot be checked for active content', hint: 'Print it to a new PDF and send that', retry: false },
  PDF_VALIDATION_ERROR: { say: 'The PDF is broken', hint: 'Open it, save it again and send the new file', retry: false },
  MACROS_NOT_ALLOWED: { say: 'The office file contains macros', hint: 'Save it without macros, or as CSV', retry: false },
  XML_DTD_FORBIDDEN: { say: 'The XML carries a document type declaration (DTD)', hint: 'Remove the <!DOCTYPE …> part; fiscal documents have none', retry: false },
  XML_MALFORMED: { say: 'The XML is not well formed', hint: 'Ask the issuer for the original file', retry: false },
  XML_TOO_COMPLEX: { say: 'The XML is nested too deep or has too many elements', hint: 'Send the documents in smaller files', retry: false },
  TOO_MANY_ROWS: { say: 'The table has more rows than one file may have', hint: 'Split the file', retry: false, status: 413 },
  IMAGE_TOO_LARGE: { say: 'The image has more pixels than are accepted', hint: 'Scan at 300 dpi or reduce the picture', retry: false, status: 413 },
  IMAGE_BROKEN: { say: 'The image cannot be decoded', hint: 'Take or scan the picture again', retry: false },
  HEIC_UNSUPPORTED: { say: 'This server has no decoder for HEIC pictures', hint: 'Send the picture as JPEG, or install libheif-examples (heif-convert) on the server', retry: false, status: 415 },
  ARCHIVE_BOMB: { say: 'The archive grows beyond what is accepted when it is unpacked', hint: 'Send fewer or smaller files in one archive', retry: false },
  ARCHIVE_NESTED: { say: 'The archive contains another archive', hint: 'Unpack the inner archive and send its files', retry: false },
  ARCHIVE_UNSAFE_NAME: { say: 'The archive contains a name that points outside of it', hint: 'Pack the files again, without links and absolute paths', retry: false },
  ARCHIVE_ENCRYPTED: { say: 'The archive needs a password', hint: 'Pack the files again without a password', retry: false },
  ARCHIVE_BROKEN: { say: 'The archive is broken', hint: 'Pack the files again', retry: false },
  PAGES_TIMEOUT: { say: 'Preparing the pages took too long', hint: 'It is tried again; if it fails again, send the pages in smaller files', retry: true },
  PAGES_KILLED: { say: 'Preparing the pages was ended by the system', hint: 'It is tried again; if it fails again, reduce the resolution', retry: true },
  TOOL_MISSING: { say: 'A program that this service needs is not installed', hint: 'Install it: apt-get install poppler-utils tesseract-ocr tesseract-ocr-spa tesseract-ocr-osd', retry: true, status: 500 },
})
