// Which engine writes a server's files.
import type { Engine } from '../words.ts'
import {
  MARK,
  type FederationModel,
  type MemberModel,
  type Pack,
  type SecretRef,
  type ServerModel,
} from '../model.ts'
import { freeradiusMember, freeradiusProxy } from './freeradius.ts'
import { COUNTY, type ProxyPlace } from './freeradius/policy.ts'
import { radsecproxyFiles } from './radsecproxy.ts'
import { stepsFor, valuesFor } from './steps.ts'

/** The files of one of the federation's proxies. `place` says where it stands: ours is the county's. */
export function renderProxy(
  federation: FederationModel,
  proxy: ServerModel,
  place: ProxyPlace = COUNTY,
): Pack {
  return packOf(
    proxy.engine,
    proxy.engine === 'radsecproxy'
      ? radsecproxyFiles(federation, proxy)
      : freeradiusProxy(federation, proxy, place),
  )
}

/** The files of a member's server; for an engine that is set up by hand, the steps and the values. */
export function renderMember(federation: FederationModel, member: MemberModel, server: ServerModel): Pack {
  return packOf(
    server.engine,
    server.engine === 'freeradius'
      ? freeradiusMember(federation, member, server)
      : {
          'steps.md': stepsFor(federation, member, server),
          'values.csv': valuesFor(federation, member, server),
        },
  )
}

function packOf(engine: Engine, files: Readonly<Record<string, string>>): Pack {
  const sorted = Object.fromEntries(
    Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
  const secrets = new Set<SecretRef>()
  for (const text of Object.values(sorted))
    for (const [, ref] of text.matchAll(MARK)) secrets.add(ref as SecretRef)
  return { engine, files: sorted, secrets: [...secrets].toSorted() }
}
