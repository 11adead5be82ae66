// The files of a register that exists already, in the order in which each needs those before it.
import type { ImportKind } from '#platform/module/index.ts'
import { memberFile } from './members.ts'
import { realmFile } from './realms.ts'
import { serverFile } from './servers.ts'
import { siteFile } from './sites.ts'

export const registerFiles: readonly ImportKind[] = [memberFile, realmFile, serverFile, siteFile]
