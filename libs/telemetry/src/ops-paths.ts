/** Where operators look. They need no key, and no spans are made of them. */
export const OPS_PATHS = { metrics: '/metrics', health: '/healthz', ready: '/readyz' } as const
