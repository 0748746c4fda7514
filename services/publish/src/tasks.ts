import type { TaskDefinition } from '@chasqui/worker'
import { booksExport } from './tasks/books-export.ts'
import { booksExportAllTenants } from './tasks/books-export-all-tenants.ts'

/** The tasks of this service. Its namespace is `books`. */
export const tasks: readonly TaskDefinition[] = [booksExport, booksExportAllTenants]
