import { clue, phrases, titled, type Kind } from './kind.ts'

export const receipt: Kind = {
  docType: 'receipt',
  sourceTypes: ['receipts', 'expenses'],
  strong: [
    ...phrases('ticket', 'factura simplificada', 'fra\\.? simplificada', 'boleta de venta', 'boleta (?:de venta )?electronica', 'boleta exenta', 'boleta de honorarios', 'recibo por honorarios', 'nota de venta', '(?:muchas )?gracias por (?:su|tu) (?:compra|visita|preferencia)', 'thank you for (?:your purchase|shopping)', 'sales receipt'),
    clue('change given', /(?<![a-z])(?:cambio|vuelto|change)(?![a-z])(?! (?:de|oficial))/, /(?<![a-z])(?:efectivo|tarjeta|entregado|recibido|pago con|cash|card)(?![a-z])/),
    clue('receipt and a number', /(?<![a-z])(?:recibo|receipt)(?: de (?:caja|pago|compra))?[^]{0,20}?\d/),
  ],
  medium: [
    ...phrases('total', 'caja(?: n[o.]*)?:? \\d+', 'cajer[oa]', 'op\\.? \\d+', 'mesa:? \\d+', 'camarer[oa]', 'le atendio', 'atendido por', 'iva incluido', 'impuestos incluidos', 'efectivo', 'tpv', 'punto de venta', 'propina'),
    clue('hora', /(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d])/),
    clue('card suffix', /[*x•]{2,} ?\d{4}(?!\d)/),
  ],
  against: [
    ...phrases('(?:fecha (?:de )?|f )?(?:vencimiento|vto)', 'extracto', 'estado de cuenta', 'cartola', 'factura electronica', 'factura de venta', 'nota de (?:credito|debito)', 'factura rectificativa', 'recibo de salarios', 'nomina', 'saldo (?:anterior|inicial|final)', 'invoice', 'transferencia', 'datos (?:del )?cliente', 'condiciones de pago', 'orden de compra', 'clave de acceso', 'presupuesto', 'cotizacion', 'devengos', 'irpf'),
    clue('factura as a title', /(?:^|\n) ?factura ?(?:n[o.:º ]*)?(?:\n|$|[:\d])/),
  ],
  title: titled('(?:factura|fra\\.?) (?:simplificada|simpl\\.?)|boleta (?:de venta|electronica|exenta|de honorarios)|recibo por honorarios|nota de venta|ticket(?: de (?:venta|compra))?|recibo (?:de (?:caja|luz|agua|gas|servicios?)|n[o.°º]+)|sales receipt|receipt'),
  silences: ['invoice', 'order', 'product_list'],
}
