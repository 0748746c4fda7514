import type { DocType, SourceType } from '@chasqui/contracts'

/**
 * Words that speak for or against a kind, searched in folded text (no accents, lower case). All patterns must be
 * found for the clue to count; it counts double when all of them stand in the title zone.
 */
export type Clue = {
  /** Absent for a phrase: the words found speak for themselves. */
  name?: string
  patterns: readonly RegExp[]
}

/** One kind of text document: strong clues weigh 3, medium 1, those against −2. */
export type Kind = {
  docType: DocType
  /** The batches that expect this kind. */
  sourceTypes: readonly SourceType[]
  strong: readonly Clue[]
  medium: readonly Clue[]
  against: readonly Clue[]
  /** The names under which such a document presents itself, in one line of its title zone. */
  title: RegExp
  /** Kinds that share this one's words: they say nothing in a document that presents itself as this kind. */
  silences: readonly DocType[]
}

/** A name that is a document's own: not one it refers to ("modifica a la factura", "total factura", "n.º de factura"). */
export function titled(names: string): RegExp {
  return new RegExp(`(?<![a-z0-9])(?<!(?<!\\S)(?:modifica|modificado|anula|corrige|rectifica|afecta|afectad[oa]|ref\\.?|referencia|segun|total|fecha|impresa|pago|abono|cobro|comprobante|concepto|documento|orden|canje|por|su|nuestr[oa]|n[o.]*|numero|de|del|la|el|a)[ .:]*(?:a |de |la |el )*)(?:${names})(?![a-z0-9])`)
}

/** Whole words or phrases, accent-free and in lower case; `a|b` inside a phrase are alternatives. */
export function phrases(...texts: string[]): Clue[] {
  return texts.map((text) => ({ patterns: [wholeWords(text)] }))
}

export function clue(name: string, ...patterns: RegExp[]): Clue {
  return { name, patterns }
}

/** A pattern for one phrase as whole words on one line. */
function wholeWords(text: string): RegExp {
  return new RegExp(`(?<![a-z0-9])(?:${text.replaceAll(' ', ' ?')})(?![a-z0-9])`)
}
