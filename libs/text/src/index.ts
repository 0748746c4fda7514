export { withoutAccents } from './accents.ts'
export { decodeText, utf8Bytes } from './decode.ts'
export { withoutInvisible } from './invisible.ts'
export { cellsOf, linesOf, textOf, type TextLine } from './lines.ts'
