/**
 * Indexes that an earlier version made and no code asks for any more, by collection: a start drops them, because each makes every write dearer. What is in neither list, this one and what a
 * collection declares, is somebody else's and stays.
 */
export const RETIRED_INDEXES: Readonly<Record<string, readonly string[]>> = {
  tasks: ['tenant_type', 'tenant_error', 'schedule'],
}
