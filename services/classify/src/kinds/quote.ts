import { clue, phrases, titled, type Kind } from './kind.ts'

/** Invoices quote the offer or order they follow, so only a title speaks for these kinds. */
export const quote: Kind = {
  docType: 'quote',
  sourceTypes: [],
  strong: [
    clue('quote as a title', /(?:^|\n) ?(?:presupuesto|cotizacion|(?:factura )?pro ?forma|oferta comercial|propuesta economica|quotation|quote|estimate)(?![a-z])/),
    clue('validity of the offer', /(?:validez|vigencia) (?:de )?(?:la |el |este |esta )?(?:oferta|presupuesto|cotizacion|propuesta)|(?:oferta|presupuesto|cotizacion) valid[oa]|valid until/),
    ...phrases('presupuesto n[o.:º]*', 'cotizacion n[o.:º]*', 'factura proforma'),
  ],
  medium: phrases('validez', 'plazo de entrega', 'a la atencion de', 'aceptacion del? (?:presupuesto|cliente)'),
  against: [...phrases('factura electronica', 'nota de (?:credito|debito)', 'saldo anterior', 'clave de acceso', 'boleta (?:de venta|electronica)', '(?:fecha (?:de )?)vencimiento', 'fecha (?:de )?factura'), clue('factura as a title', /(?:^|\n) ?factura(?! ?pro)/)],
  title: titled('presupuesto|cotizacion|(?:factura )?pro ?forma|oferta comercial|propuesta economica|quotation|quote|estimate'),
  silences: ['invoice', 'receipt', 'order', 'product_list'],
}
