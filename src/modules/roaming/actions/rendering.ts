// The files of every server out of the register: all of them, or only of those of whom something changed since an earlier
// generation, which comes to the same (G3).
import { isDeepStrictEqual } from 'node:util'
import type { TargetPack } from '../queries/targets.ts'
import { renderMember, renderProxy } from '../rules/engines/index.ts'
import { hasAgent } from '../rules/generations.ts'
import {
  MARK,
  type FederationModel,
  type LinkModel,
  type MemberModel,
  type Pack,
  type SecretRef,
  type ServerModel,
} from '../rules/model.ts'
import { probesOf, realmsReadThrough } from '../rules/probes.ts'
import type { ProbeTarget } from '../rules/signing.ts'
import { digestOfValue } from '../signing.ts'

export type Rendered = {
  readonly server: ServerModel
  readonly digest: string
  readonly secrets: readonly SecretRef[]
  /** Null where the earlier generation's stand: nothing that goes into them changed. */
  readonly written: { readonly pack: Pack; readonly probes: readonly ProbeTarget[] } | null
}

export type Written = Rendered & { readonly written: NonNullable<Rendered['written']> }

/** A generation by the same text of the program: the register it was made from, and what each server got. */
export type Earlier = { readonly model: FederationModel; readonly packs: readonly TargetPack[] }

/** Whether the engine has read these files and found no fault, or leaves that to the server's own agent. */
export const wasChecked = ({ check_state }: TargetPack): boolean =>
  check_state !== 'failed' && check_state !== 'waiting'

/** The files of every server that is ours to configure; the national operator's are its own. */
export function renderAll(model: FederationModel, earlier: Earlier | null = null): readonly Rendered[] {
  const probes = probesOf(model)
  const sliceOf = slices(model)
  const standing = unchangedSince(model, earlier)
  const finish = (server: ServerModel, pack: Pack): Rendered => {
    const asked = hasAgent(server.engine) ? probes(server) : []
    const refs = asked.flatMap(({ secret }) => [...secret.matchAll(MARK)].map(([, ref]) => ref as SecretRef))
    return {
      server,
      digest: digestOfValue({ engine: pack.engine, files: pack.files, probes: asked }),
      secrets: [...new Set([...pack.secrets, ...refs])].toSorted(),
      written: { pack, probes: asked },
    }
  }
  return [
    ...model.proxies.map((proxy) => finish(proxy, renderProxy(model, proxy))),
    ...model.members.flatMap((member) => {
      const slice = sliceOf(member)
      return member.servers.map((server) => {
        const before = standing(member, server)
        return before === undefined
          ? finish(server, renderMember(slice, member, server))
          : { server, digest: before.pack_digest, secrets: before.secrets, written: null }
      })
    }),
  ]
}

// What a member's files may depend on: the federation, itself and its own links. Nothing of another member can get into
// them, and a thousand members take no thousand times as long.
function slices(model: FederationModel): (member: MemberModel) => FederationModel {
  const linksOf = Map.groupBy(model.links, (link) => link.lowerId)
  return (member) => ({ ...model, members: [member], links: ownLinks(member, linksOf) })
}

const ownLinks = (member: MemberModel, links: ReadonlyMap<string, readonly LinkModel[]>) =>
  member.servers.flatMap((server) => links.get(server.id) ?? [])

/**
 * What a server got before, where all that its files and probes are written from is still the same: what is of the whole
 * federation, its member and that member's links. A proxy's are written from everything, so there is none for it.
 */
function unchangedSince(
  model: FederationModel,
  earlier: Earlier | null,
): (member: MemberModel, server: ServerModel) => TargetPack | undefined {
  if (earlier === null || !isDeepStrictEqual(everywhere(model), everywhere(earlier.model)))
    return () => undefined
  const members = new Map(earlier.model.members.map((one) => [one.id, one]))
  const packs = new Map(earlier.packs.filter(wasChecked).map((one) => [one.server_id, one]))
  const [now, before] = [model, earlier.model].map((one) => Map.groupBy(one.links, (link) => link.lowerId))
  const same = new Map(
    model.members.map((member) => {
      const former = members.get(member.id)
      const isSame =
        former !== undefined &&
        isDeepStrictEqual(member, former) &&
        isDeepStrictEqual(ownLinks(member, now ?? new Map()), ownLinks(former, before ?? new Map()))
      return [member.id, isSame]
    }),
  )
  return (member, server) => (same.get(member.id) === true ? packs.get(server.id) : undefined)
}

function everywhere(model: FederationModel) {
  const { members: _members, links: _links, ...rest } = model
  return { ...rest, readThrough: realmsReadThrough(model) }
}
