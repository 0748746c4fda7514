/** A supermarket's ticket, line by line: the number of operation, the change and the word FACTURA are traps. */
export const ticketLines = `SUPERMERCADO PRUEBA SL
CIF B12345674
C/ Mayor 1, Madrid   Tel 910000000
15/04/2025 18:32   Op 0042   Caja 3
2 LECHE ENTERA     0,95      1,90
1 PAN              1,20      1,20
1 DETERGENTE       6,05      6,05
TOTAL                   9,15 EUR
TARJETA ****1234        9,15
CAMBIO                  0,00
IVA     BASE    CUOTA
4%      2,98    0,12
21%     5,00    1,05
FACTURA SIMPLIFICADA T-0042
GRACIAS POR SU COMPRA`.split('\n')

/** A Spanish payslip as an old program prints it. */
export const payrollLines = `EMPRESA DE PRUEBA SL            CIF B12345674
TRABAJADOR: ANA EJEMPLO         NIF 00000001R
PERIODO: 01/04/2025 AL 30/04/2025      30 DIAS
DEVENGOS
Salario base                     1.500,00
Plus convenio                      100,00
TOTAL DEVENGADO                  1.600,00
DEDUCCIONES
Contingencias comunes   4,70       75,20
Desempleo               1,55       24,80
Formacion profesional   0,10        1,60
IRPF                   12,00      192,00
TOTAL A DEDUCIR                    293,60
LIQUIDO A PERCIBIR               1.306,40`.split('\n')
