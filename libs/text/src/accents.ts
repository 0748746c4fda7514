/** The letters without their accents, what is drawn as one sign taken apart: "Núm. ﬁ Nº" is "Num. fi No". */
export function withoutAccents(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '')
}
