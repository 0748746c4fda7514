import type { TaskContext } from '@chasqui/worker'

/** Whose data the task works on: a key of the platform means every tenant's, another its own. */
export function whose({ isPlatform, tenantId }: Pick<TaskContext, 'isPlatform' | 'tenantId'>): string | undefined {
  return isPlatform ? undefined : tenantId
}
