// The addresses a letter may name: pages here, where its reader stops mail of its kind with one click (RFC 8058),
// and where an answer goes. The address for stopping is sealed with a key that lies outside the database, so that
// it can be guessed by nobody and nothing need be kept for it.
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { addressOf, type Config } from '#platform/config/index.ts'
import type { KeyRing } from '#platform/secrets/index.ts'

export type Links = {
  /** A page of ours, as it is reached from anywhere. */
  at(path: string): string
  /** Where this person stops this list. */
  stop(person: string, list: string): string
  /** The address that takes answers for a token; null where this installation receives no mail. */
  replyTo(token: string): string | null
}

export type LinkSettings = Pick<Config, 'publicUrl' | 'host' | 'port' | 'replyDomain'>

/** The path at which mail is stopped; whoever knows it whole may stop that mail and nothing else. */
export const stopPath = (person: string, list: string, seal: string): string =>
  `/mail/stop/${person}/${list}/${seal}`

/** The addresses of an installation. */
export function linksOf(settings: LinkSettings, ring: Pick<KeyRing, 'current' | 'keys'>): Links {
  const current = ring.keys.get(ring.current)
  if (current === undefined) throw new TypeError('A key ring without a key')
  const at = (path: string): string => `${addressOf(settings)}${path}`
  return {
    at,
    stop: (person, list) => at(stopPath(person, list, sealOf(current, person, list).toString('base64url'))),
    replyTo: (token) =>
      settings.replyDomain === undefined ? null : `reply+${token}@${settings.replyDomain}`,
  }
}

/** Whether the seal was made here for this person and list, with the key in force or an earlier one. */
export function isStopSeal(
  ring: Pick<KeyRing, 'keys'>,
  given: { readonly person: string; readonly list: string; readonly seal: string },
): boolean {
  if (!/^[A-Za-z0-9_-]{43}$/.test(given.seal)) return false
  const seal = Buffer.from(given.seal, 'base64url')
  return [...ring.keys.values()].some((key) => timingSafeEqual(sealOf(key, given.person, given.list), seal))
}

// A key of its own, so that what it seals can never be mistaken for what `secrets` wraps or sign-in signs.
function sealOf(master: KeyObject, person: string, list: string): Buffer {
  const key = createHmac('sha256', master).update('connects mail stop key 1').digest()
  return createHmac('sha256', key)
    .update(JSON.stringify([person, list]))
    .digest()
}
