import { codes } from '@chasqui/errors'

/** What extract can fail with. None of these is helped by waiting: the same bytes are read the same way again. */
export const errors = codes('extract', {
  NO_READER: { say: 'Nothing here reads this kind of document', hint: 'Send the document as PDF, image, fiscal XML, bank file or table', retry: false },
  NO_CONTENT: { say: 'The document arrived without its content', hint: 'Send the file again', retry: false },
  NO_TEXT: { say: 'The document has no text to read', hint: 'Scan it again, sharper and upright, or type the fields in', retry: false },
  NO_USABLE_FIELD: { say: 'None of the fields that make a document could be read', hint: 'Check that it is the right file; type the fields in by hand if it is', retry: false },
  XML_MALFORMED: { say: 'The XML cannot be parsed', hint: 'Ask the issuer for the file again; it is cut off or was edited', retry: false },
  XML_DTD_FORBIDDEN: { say: 'The XML carries a document type definition, which is not allowed', hint: 'Ask the issuer for the file without DOCTYPE', retry: false },
  XML_TOO_COMPLEX: { say: 'The XML has more elements or levels than a document has', hint: 'Check that it is one document and not an archive', retry: false },
  UNEXPECTED_STRUCTURE: { say: 'The file does not have the structure that its kind calls for', hint: 'Check that it is the original file of the tax office or the bank', retry: false },
  MANY_DOCUMENTS: { say: 'The file holds several documents where one was expected', hint: 'Send them one by one, or as the envelope that the tax office gave', retry: false },
  BANK_FILE_MALFORMED: { say: 'The bank file breaks the rules of its format', hint: 'Download it from the bank again, without opening it in another program', retry: false },
  MOVEMENT_UNREADABLE: { say: 'A bank movement has no date or amount that can be read', hint: 'Correct the line that is named, or download the file again', retry: false },
  TABLE_NOT_A_STATEMENT: { say: 'The table has no columns of a bank statement', hint: 'Name the columns for date, text and amount, or send the rows as invoices or expenses', retry: false },
})
