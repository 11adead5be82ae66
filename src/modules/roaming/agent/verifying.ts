// Whether what came is what was published, for this server and no other. Nothing of it is written before (G5).
import type { KeyObject } from 'node:crypto'
import { isSigned } from '../signing.ts'
import type { Wanted } from '../rules/signing.ts'
import { canRun } from './checking.ts'
import { faultsOfFiles } from './paths.ts'
import { towards, type AgentState } from './state.ts'

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MOST_NUMBER = 999_999_999

/** Why a bundle is not taken; undefined when it may be. */
export function faultOfBundle(
  bundle: Wanted,
  given: { readonly server: string; readonly pinned: KeyObject; readonly state: AgentState },
): string | undefined {
  if (!isSigned(bundle, given.pinned))
    return isOtherKey(bundle, given.pinned)
      ? 'It is signed with another key than the one this agent was given. If the federation’s key was changed, enrol the agent again; if not, somebody stands between.'
      : 'Its signature does not fit, so it is not what was published. Nothing was changed; if it stays so, somebody stands between this machine and Connects.'
  if (bundle.server !== given.server)
    return `It was made for the server ${plain(bundle.server)}, and this is ${given.server}. Compare "server" in the settings with the register.`
  if (!ID.test(bundle.generation) || !Number.isSafeInteger(bundle.number) || !isNumber(bundle.number))
    return 'It does not say which generation it is.'
  if (!canRun(bundle.engine))
    return `This agent cannot run ${plain(bundle.engine)}: only FreeRADIUS and radsecproxy. Its steps are on the server’s page.`
  const [fault] = faultsOfFiles(bundle.files)
  if (fault !== undefined) return `A file in it is none that a server has: ${fault}.`
  if (!Array.isArray(bundle.probes)) return 'It does not say how to see that it works.'
  const step = towards(given.state, bundle)
  return step.do === 'decline' ? step.words : undefined
}

const isNumber = (value: number): boolean => value > 0 && value <= MOST_NUMBER

const plain = (words: unknown): string => JSON.stringify(String(words).slice(0, 60))

function isOtherKey(bundle: Wanted, pinned: KeyObject): boolean {
  const own = pinned.export({ format: 'der', type: 'spki' }).toString('base64')
  return typeof bundle.publicKey === 'string' && bundle.publicKey !== own
}
