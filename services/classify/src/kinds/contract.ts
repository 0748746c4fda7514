import { clue, phrases, titled, type Kind } from './kind.ts'

export const contract: Kind = {
  docType: 'contract',
  sourceTypes: [],
  strong: [
    clue('contract as a title', /(?:^|\n) ?contrato (?:de|para|privado|mercantil|laboral|individual|a plazo)/),
    clue('clauses', /(?<![a-z])clausulas?(?![a-z])/, /(?<![a-z])(?:primera|segunda|tercera|las partes|contratante)(?![a-z])/),
    ...phrases('reunidos', 'comparecen', 'de una parte', 'las partes (?:acuerdan|convienen|comparecientes|contratantes)', 'this agreement'),
  ],
  medium: phrases('clausulas?', 'vigencia', 'arrendador', 'arrendatario', 'el contratista', 'jurisdiccion', 'las partes', 'estipulaciones'),
  against: phrases('base imponible', 'igv', 'sub ?total', 'factura electronica', 'total a pagar', 'saldo anterior', 'clave de acceso', 'gracias por su compra'),
  title: titled('contrato (?:de|para|privado|mercantil|laboral|individual|a plazo)'),
  silences: ['invoice', 'receipt', 'quote'],
}
