import type { Page } from '#platform/http/index.ts'
export const pages: readonly Page[] = []
