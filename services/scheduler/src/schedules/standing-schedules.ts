import type { ScheduleDeclaration } from '@chasqui/contracts'

const LIMA = 'America/Lima'
const SANTIAGO = 'America/Santiago'

const TABLAS_REPORTES = 'Actualización programada de KPI, nuevos clientes y saldos'
const KPI_ACUMULADO = 'Actualización programada del KPI acumulado'
const TABLAS_CXC = 'Actualización programada de las tablas de cuentas por cobrar'

/**
 * Schedules of services that are not there yet, by the service that will own them. They are created once and never overwritten; while nobody has announced the type, their
 * firings launch nothing and say so. A service that comes declares its own beside its tasks, and its entry here goes.
 */
export const standingSchedules: Readonly<Record<string, readonly ScheduleDeclaration[]>> = {
  'sunat-send': [
    { id: 'sunat.retry_failed', description: 'Reintento de ventas con error de envío a SUNAT', type: 'sunat.retry_failed_sales', cron: '*/30 * * * *', zone: LIMA },
    { id: 'sunat.daily_report', description: 'Reporte diario de comprobantes', type: 'sunat.generate_daily_report', cron: '0 23 * * *', zone: LIMA },
    { id: 'sunat.cleanup', description: 'Limpieza de archivos antiguos', type: 'sunat.cleanup_old_files', cron: '0 2 * * 0', zone: LIMA },
  ],
  reports: [
    { id: 'toolbox.actualizar-tablas-reportes-manana', description: TABLAS_REPORTES, type: 'toolbox.tablas_reportes', cron: '0 7 * * *', zone: LIMA },
    { id: 'toolbox.actualizar-tablas-reportes-tarde', description: TABLAS_REPORTES, type: 'toolbox.tablas_reportes', cron: '0 18 * * *', zone: LIMA },
    { id: 'toolbox.actualizar-tablas-reportes-mediodia', description: TABLAS_REPORTES, type: 'toolbox.tablas_reportes', cron: '0 12 * * *', zone: LIMA, enabled: false },
    { id: 'toolbox.actualizar-kpi-acumulado-manana', description: KPI_ACUMULADO, type: 'toolbox.kpi_acumulado', cron: '30 7 * * *', zone: LIMA, enabled: false },
    { id: 'toolbox.actualizar-kpi-acumulado-mediodia', description: KPI_ACUMULADO, type: 'toolbox.kpi_acumulado', cron: '30 12 * * *', zone: LIMA, enabled: false },
    { id: 'toolbox.actualizar-tablas-cxc-manana', description: TABLAS_CXC, type: 'toolbox.tablas_cxc', cron: '0 8 * * *', zone: LIMA, enabled: false },
    { id: 'toolbox.actualizar-tablas-cxc-tarde', description: TABLAS_CXC, type: 'toolbox.tablas_cxc', cron: '0 13 * * *', zone: LIMA, enabled: false },
    { id: 'toolbox.actualizar-tipo-cambio-diario', description: 'Actualización diaria del tipo de cambio', type: 'toolbox.tipo_cambio', params: { batch_size: 1 }, cron: '30 6 * * *', zone: LIMA, enabled: false },
  ],
  'sii-sync': [
    { id: 'sii.documents', description: 'Sincronización nocturna de compras, ventas y honorarios de todas las empresas', type: 'sii.sync_documents_all_companies', cron: '0 2 * * *', zone: SANTIAGO, enabled: false },
    { id: 'sii.f29', description: 'Sincronización nocturna de los formularios 29 de todas las empresas', type: 'sii.sync_f29_all_companies', cron: '0 3 * * *', zone: SANTIAGO, enabled: false },
  ],
}
