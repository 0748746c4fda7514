import { clue, phrases, titled, type Kind } from './kind.ts'

export const order: Kind = {
  docType: 'order',
  sourceTypes: [],
  strong: [
    clue('order as a title', /(?:^|\n) ?(?:orden de (?:compra|servicio|pedido)|pedido(?: de compra)?|purchase order|nota de pedido|hoja de pedido)(?![a-z])/),
    clue('goods to be delivered', /(?<![a-z])(?:lugar|direccion|fecha) de entrega(?![a-z])/, /(?<![a-z])(?:orden|pedido|purchase order)(?![a-z])/),
  ],
  medium: phrases('comprador', 'solicitado por', 'autorizado por', 'plazo de entrega', 'condiciones de entrega'),
  against: [...phrases('factura electronica', 'nota de (?:credito|debito)', 'clave de acceso', 'boleta (?:de venta|electronica)', 'saldo anterior', '(?:fecha (?:de )?)vencimiento', 'gracias por su compra', 'fecha (?:de )?factura', 'albaran', 'ticket'), clue('factura as a title', /(?:^|\n) ?(?:factura|invoice)/)],
  title: titled('(?:orden de (?:compra|servicio|pedido)|pedido(?: de compra)?|purchase order|nota de pedido|hoja de pedido)(?! ?[:#])'),
  silences: ['invoice', 'receipt', 'quote', 'product_list'],
}
