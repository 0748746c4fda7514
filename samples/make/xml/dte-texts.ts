/** SII, Documento Tributario Electrónico: ISO-8859-1, amounts without decimals. */

/** Factura electrónica (33), folio 1501. */
export const invoice33 = `<?xml version="1.0" encoding="ISO-8859-1"?>
<DTE xmlns="http://www.sii.cl/SiiDte" version="1.0"><Documento ID="F1501T33">
<Encabezado><IdDoc><TipoDTE>33</TipoDTE><Folio>1501</Folio><FchEmis>2025-04-15</FchEmis><FmaPago>2</FmaPago><FchVenc>2025-05-15</FchVenc></IdDoc>
<Emisor><RUTEmisor>76000001-9</RUTEmisor><RznSoc>COMERCIAL DE PRUEBA SPA</RznSoc><GiroEmis>VENTAS</GiroEmis></Emisor>
<Receptor><RUTRecep>76000002-7</RUTRecep><RznSocRecep>CLIENTE UNO LTDA</RznSocRecep></Receptor>
<Totales><MntNeto>120000</MntNeto><TasaIVA>19</TasaIVA><IVA>22800</IVA><MntTotal>142800</MntTotal></Totales></Encabezado>
<Detalle><NroLinDet>1</NroLinDet><NmbItem>TECLADO</NmbItem><QtyItem>2</QtyItem><PrcItem>50000</PrcItem><MontoItem>100000</MontoItem></Detalle>
<Detalle><NroLinDet>2</NroLinDet><NmbItem>INSTALACION</NmbItem><QtyItem>1</QtyItem><PrcItem>20000</PrcItem><MontoItem>20000</MontoItem></Detalle>
</Documento></DTE>
`

const from = '<Emisor><RUTEmisor>76000001-9</RUTEmisor><RznSoc>COMERCIAL DE PRUEBA SPA</RznSoc><GiroEmis>VENTAS</GiroEmis></Emisor>'
const to = '<Receptor><RUTRecep>76000002-7</RUTRecep><RznSocRecep>CLIENTE UNO LTDA</RznSocRecep></Receptor>'

/** Two documents in one envelope: a new invoice with an exempt line, and a credit note that annuls folio 1501. */
export const envelope = `<?xml version="1.0" encoding="ISO-8859-1"?>
<EnvioDTE xmlns="http://www.sii.cl/SiiDte" version="1.0"><SetDTE ID="SetDoc">
<Caratula version="1.0"><RutEmisor>76000001-9</RutEmisor><RutEnvia>12000013-6</RutEnvia><RutReceptor>76000002-7</RutReceptor><FchResol>2014-08-22</FchResol><NroResol>80</NroResol><TmstFirmaEnv>2025-05-06T10:21:33</TmstFirmaEnv><SubTotDTE><TpoDTE>33</TpoDTE><NroDTE>1</NroDTE></SubTotDTE><SubTotDTE><TpoDTE>61</TpoDTE><NroDTE>1</NroDTE></SubTotDTE></Caratula>
<DTE version="1.0"><Documento ID="F1502T33">
<Encabezado><IdDoc><TipoDTE>33</TipoDTE><Folio>1502</Folio><FchEmis>2025-05-06</FchEmis><FmaPago>1</FmaPago></IdDoc>
${from}
${to}
<Totales><MntNeto>84034</MntNeto><MntExe>15000</MntExe><TasaIVA>19</TasaIVA><IVA>15966</IVA><MntTotal>115000</MntTotal></Totales></Encabezado>
<Detalle><NroLinDet>1</NroLinDet><NmbItem>MANTENCIÓN DE EQUIPOS</NmbItem><QtyItem>1</QtyItem><PrcItem>84034</PrcItem><MontoItem>84034</MontoItem></Detalle>
<Detalle><NroLinDet>2</NroLinDet><IndExe>1</IndExe><NmbItem>CAPACITACIÓN</NmbItem><QtyItem>1.5</QtyItem><UnmdItem>HR</UnmdItem><PrcItem>10000</PrcItem><MontoItem>15000</MontoItem></Detalle>
</Documento></DTE>
<DTE version="1.0"><Documento ID="F210T61">
<Encabezado><IdDoc><TipoDTE>61</TipoDTE><Folio>210</Folio><FchEmis>2025-05-06</FchEmis></IdDoc>
${from}
${to}
<Totales><MntNeto>120000</MntNeto><TasaIVA>19</TasaIVA><IVA>22800</IVA><MntTotal>142800</MntTotal></Totales></Encabezado>
<Detalle><NroLinDet>1</NroLinDet><NmbItem>ANULA FACTURA 1501</NmbItem><QtyItem>1</QtyItem><PrcItem>120000</PrcItem><MontoItem>120000</MontoItem></Detalle>
<Referencia><NroLinRef>1</NroLinRef><TpoDocRef>33</TpoDocRef><FolioRef>1501</FolioRef><FchRef>2025-04-15</FchRef><CodRef>1</CodRef><RazonRef>ANULA FACTURA</RazonRef></Referencia>
</Documento></DTE>
</SetDTE></EnvioDTE>
`

/** Boleta electrónica (39): its line amounts include the IVA and its sender's fields have names of their own. */
export const boleta = `<?xml version="1.0" encoding="ISO-8859-1"?>
<EnvioBOLETA xmlns="http://www.sii.cl/SiiDte" version="1.0"><SetDTE ID="SetBoleta">
<Caratula version="1.0"><RutEmisor>77000003-3</RutEmisor><RutEnvia>12000013-6</RutEnvia><RutReceptor>60803000-K</RutReceptor><FchResol>2014-08-22</FchResol><NroResol>80</NroResol><TmstFirmaEnv>2025-05-19T20:00:00</TmstFirmaEnv><SubTotDTE><TpoDTE>39</TpoDTE><NroDTE>1</NroDTE></SubTotDTE></Caratula>
<DTE version="1.0"><Documento ID="B88120T39">
<Encabezado><IdDoc><TipoDTE>39</TipoDTE><Folio>88120</Folio><FchEmis>2025-05-19</FchEmis><IndServicio>3</IndServicio></IdDoc>
<Emisor><RUTEmisor>77000003-3</RUTEmisor><RznSocEmisor>FERRETERÍA ÑANDÚ LTDA</RznSocEmisor><GiroEmisor>FERRETERÍA</GiroEmisor></Emisor>
<Receptor><RUTRecep>66666666-6</RUTRecep></Receptor>
<Totales><MntNeto>10076</MntNeto><IVA>1914</IVA><MntTotal>11990</MntTotal></Totales></Encabezado>
<Detalle><NroLinDet>1</NroLinDet><NmbItem>BROCHA 3"</NmbItem><QtyItem>1</QtyItem><PrcItem>3990</PrcItem><MontoItem>3990</MontoItem></Detalle>
<Detalle><NroLinDet>2</NroLinDet><NmbItem>LÁTEX BLANCO 1 GL</NmbItem><QtyItem>1</QtyItem><PrcItem>8000</PrcItem><MontoItem>8000</MontoItem></Detalle>
</Documento></DTE></SetDTE></EnvioBOLETA>
`

/** Factura exenta (34): no IVA at all. */
export const exempt34 = `<?xml version="1.0" encoding="ISO-8859-1"?>
<DTE xmlns="http://www.sii.cl/SiiDte" version="1.0"><Documento ID="F77T34">
<Encabezado><IdDoc><TipoDTE>34</TipoDTE><Folio>77</Folio><FchEmis>2025-06-03</FchEmis><FmaPago>2</FmaPago><FchVenc>2025-07-03</FchVenc></IdDoc>
<Emisor><RUTEmisor>77000005-K</RUTEmisor><RznSoc>INSTITUTO DE FORMACIÓN CHASQUI SPA</RznSoc><GiroEmis>EDUCACIÓN</GiroEmis></Emisor>
${to}
<Totales><MntExe>360000</MntExe><MntTotal>360000</MntTotal></Totales></Encabezado>
<Detalle><NroLinDet>1</NroLinDet><IndExe>1</IndExe><NmbItem>CURSO DE SEGURIDAD</NmbItem><QtyItem>12</QtyItem><PrcItem>30000</PrcItem><MontoItem>360000</MontoItem></Detalle>
</Documento></DTE>
`
