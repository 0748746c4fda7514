/** Invented companies. Their identifiers pass the check digits of their countries; a test looks. */
export type Company = {
  name: string
  taxId: string
  /** As printed, where it differs from the normalised form. */
  printedTaxId?: string
  address: string
  city: string
  trade?: string
  phone?: string
  email?: string
}

export const buyers = {
  pe: { name: 'CLIENTE UNO S.A.C.', taxId: '20600000021', address: 'Av. Los Chasquis 450', city: 'Lima' },
  cl: { name: 'CLIENTE UNO LTDA', taxId: '76000002-7', printedTaxId: '76.000.002-7', address: 'Av. Los Boldos 1020', city: 'Santiago' },
  ec: { name: 'CLIENTE UNO', taxId: '1700000019', address: 'Calle Las Chirimoyas N34-12', city: 'Quito' },
  es: { name: 'CLIENTE UNO SA', taxId: 'A58000019', address: 'Calle del Correo 7, 2.º', city: '08002 Barcelona' },
} as const satisfies Record<string, Company>

export const vendors = {
  // Peru
  kuntur: { name: 'DISTRIBUIDORA KUNTUR S.A.C.', taxId: '20999999922', address: 'Jr. Las Retamas 115', city: 'Arequipa', trade: 'Venta al por mayor de útiles', phone: '054 400 111' },
  wasi: { name: 'ASESORES WASI S.R.L.', taxId: '20999999931', address: 'Calle Los Molles 88, Of. 302', city: 'Cusco', email: 'cobranzas@wasi.example' },
  apu: { name: 'TRANSPORTES APU S.A.', taxId: '20999999949', address: 'Carretera Central Km 9.5', city: 'Ate, Lima', phone: '01 500 2200' },
  inti: { name: 'FERRETERIA INTI E.I.R.L.', taxId: '20999999957', address: 'Av. Grau 1422', city: 'Piura' },
  killa: { name: 'BOTICAS KILLA S.A.C.', taxId: '20999999965', address: 'Av. El Sol 301', city: 'Cusco' },
  picaflor: { name: 'RESTAURANTE PICAFLOR S.A.C.', taxId: '20999999973', address: 'Calle Berlín 240', city: 'Miraflores, Lima' },
  // Chile
  altiplano: { name: 'SERVICIOS ALTIPLANO S.A.', taxId: '96000008-0', printedTaxId: '96.000.008-0', address: 'Los Carrera 2210', city: 'Calama', trade: 'Servicios de mantención industrial' },
  copihue: { name: 'LOGISTICA COPIHUE LTDA', taxId: '79000007-2', printedTaxId: '79.000.007-2', address: 'Camino a Melipilla 9001', city: 'Maipú', trade: 'Transporte de carga por carretera' },
  araucaria: { name: 'MADERAS ARAUCARIA SPA', taxId: '77000005-K', printedTaxId: '77.000.005-K', address: 'Ruta 5 Sur Km 670', city: 'Temuco', trade: 'Barraca y aserradero', phone: '45 220 0000' },
  quillay: { name: 'COMERCIAL QUILLAY SPA', taxId: '78000006-6', printedTaxId: '78.000.006-6', address: 'San Diego 655', city: 'Santiago', trade: 'Artículos de oficina' },
  mote: { name: 'ALIMENTOS EL MOTE LTDA', taxId: '76000004-3', printedTaxId: '76.000.004-3', address: 'Av. Matta 1180', city: 'Santiago', trade: 'Restaurante' },
  litre: { name: 'INGENIERIA LITRE S.A.', taxId: '99000009-3', printedTaxId: '99.000.009-3', address: 'Av. Apoquindo 4001, piso 12', city: 'Las Condes', trade: 'Consultoría' },
  // Ecuador
  condor: { name: 'IMPORTADORA CONDOR S.A.', taxId: '1799000039001', address: 'Av. Amazonas N24-03', city: 'Quito', trade: 'CONDOR' },
  papagayo: { name: 'PAPELERIA PAPAGAYO CIA LTDA', taxId: '1799000047001', address: 'Av. 10 de Agosto 1420', city: 'Quito' },
  manglar: { name: 'SERVICIOS MANGLAR S.A.', taxId: '0999000010001', address: 'Malecón 301', city: 'Guayaquil' },
  chagra: { name: 'HACIENDA EL CHAGRA CIA LTDA', taxId: '1799000055001', address: 'Panamericana Sur Km 40', city: 'Machachi' },
  guayusa: { name: 'CAFETERIA GUAYUSA S.A.', taxId: '0999000029001', address: 'Av. 9 de Octubre 220', city: 'Guayaquil' },
  // Spain
  levante: { name: 'IMPRENTA LEVANTE SL', taxId: 'B46000048', address: 'Carrer de la Tinta 14', city: '46003 Valencia', phone: '960 000 014', email: 'admin@levante.example' },
  ebro: { name: 'SUMINISTROS EBRO SL', taxId: 'B99000010', address: 'Polígono La Noria, nave 6', city: '50019 Zaragoza' },
  guadiana: { name: 'TALLERES GUADIANA SL', taxId: 'B99000028', address: 'Avenida de Elvas 31', city: '06006 Badajoz' },
  luz: { name: 'ENERGIA SUR COMERCIALIZADORA SA', taxId: 'A28000073', address: 'Paseo de la Solana 2', city: '41013 Sevilla' },
  ana: { name: 'ANA EJEMPLO RUBIO', taxId: '00000001R', address: 'Calle Olmo 5, 3.º B', city: '28012 Madrid', trade: 'Diseño gráfico', email: 'ana@ejemplo.example' },
  bruno: { name: 'BRUNO MUESTRA SANZ', taxId: '00000002W', address: 'Calle Real 18', city: '15003 A Coruña', trade: 'Traductor jurado' },
  nube: { name: 'NUBE CLARA SOFTWARE SL', taxId: 'B87000030', address: 'Calle Orense 11', city: '28020 Madrid', email: 'billing@nubeclara.example' },
  azahar: { name: 'CATERING AZAHAR SL', taxId: 'B41000050', address: 'Calle Feria 60', city: '41003 Sevilla' },
  supermercado: { name: 'SUPERMERCADO PRUEBA SL', taxId: 'B12345674', address: 'C/ Mayor 1', city: 'Madrid', phone: '910000000' },
  meseta: { name: 'ESTACION DE SERVICIO MESETA SL', taxId: 'B28000065', address: 'Autovía A-2, km 112', city: '19268 Torremocha' },
} as const satisfies Record<string, Company>
