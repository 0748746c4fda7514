import { clue, phrases, titled, type Kind } from './kind.ts'

const CODE = /(?<![a-z])(?:sku|cod(?:igo|\.)?|ref(?:erencia|\.)?)(?![a-z])/
const PRICE = /(?<![a-z])(?:precio|pvp|p\.v\.p\.?|price)(?![a-z])/
const STOCK = /(?<![a-z])(?:stock|existencias|ean|codigo de barras)(?![a-z])/

export const productList: Kind = {
  docType: 'product_list',
  sourceTypes: ['products'],
  strong: [
    clue('sku or code, price, and stock or ean in one line', /(?:^|\n)(?=[^\n]*(?<![a-z])(?:sku|cod(?:igo|\.)?|ref(?:erencia|\.)?)(?![a-z]))(?=[^\n]*(?<![a-z])(?:precio|pvp|price)(?![a-z]))(?=[^\n]*(?<![a-z])(?:stock|existencias|ean)(?![a-z]))/),
    ...phrases('lista de precios', 'listado de (?:productos|precios|articulos)', 'price list', 'tarifa de precios', 'inventario de (?:productos|existencias|mercaderias?)'),
  ],
  medium: [...phrases('categoria', 'existencias', 'catalogo', 'sku'), clue('code, price and stock', CODE, PRICE, STOCK)],
  against: phrases('total a pagar', 'base imponible', 'factura', 'iva', 'igv', 'forma de pago', 'importe total', 'nota de (?:credito|debito)', 'sub ?total'),
  title: titled('lista de precios|listado de (?:productos|precios|articulos)|price list|tarifa de precios|inventario'),
  silences: ['invoice', 'receipt', 'quote'],
}
