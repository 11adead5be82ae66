// What a realm may be, and which realms stand in each other's way (G1). A name is compared in one spelling only: lower
// case and A-labels (RFC 5890), without the dot at its end.

/** The two spellings of a name, as the machine makes them; '' where it is no name. */
export type NameForms = {
  readonly ascii: (name: string) => string
  readonly letters: (name: string) => string
}

export type ReadRealm = { readonly name: string; readonly shown: string } | { readonly fault: string }

const LIKE = 'like kent.gov.uk'
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
// Not {2,6}, as the old filters had it: real top-level domains are longer than that.
const LAST = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/
/** Names that no organisation here can own: RFC 6761 and 8375, the phone networks' own, and a maker's example. */
const NOBODYS = [
  'localhost',
  'local',
  'localdomain',
  'lan',
  'home.arpa',
  'internal',
  'invalid',
  'test',
  'onion',
  '3gppnetwork.org',
  'myabc.com',
]

/** The realm in its one spelling and as it is shown, or what is wrong with it. */
export function readRealm(typed: string, forms: NameForms): ReadRealm {
  const text = typed.trim().normalize('NFC').replace(/^@/, '')
  if (text.includes('@')) return { fault: `Enter only what follows the @, ${LIKE}` }
  if (/\s/.test(text)) return { fault: 'A realm has no spaces in it' }
  if (text.includes('*'))
    return { fault: 'A realm is one name. Claim each name that your people sign in with, without a *' }
  if (text.startsWith('.') || text.includes('..') || text.endsWith('..'))
    return { fault: 'A realm has a name between any two dots, and none before the first' }
  // The end of the whole name of the DNS: the same realm.
  const bare = text.replace(/\.$/, '')
  if (/^[0-9.]+$/.test(bare) || /[:[\]]/.test(bare))
    return { fault: `A realm is a name, not an address. Enter a name ${LIKE}` }
  // What stops the machine from reading the whole of it as one name.
  if (/[^\p{L}\p{M}\p{N}.\-_・]/u.test(bare))
    return { fault: `A realm is made of letters, numbers, hyphens and dots, ${LIKE}` }
  const name = forms.ascii(bare).toLowerCase()
  if (name === '') return { fault: `This is no name that the DNS could hold. Enter a name ${LIKE}` }
  if (name.length > 253) return { fault: 'A realm has at most 253 characters' }
  const labels = name.split('.')
  if (labels.length < 2) return { fault: `A realm has at least one dot in it, ${LIKE}` }
  if (labels.some((label) => label.length > 63))
    return { fault: 'Between two dots a realm has at most 63 characters' }
  if (!labels.every((label) => LABEL.test(label)))
    return { fault: `Each part of a realm is made of letters, numbers and hyphens, and ends with no hyphen` }
  if (!LAST.test(labels.at(-1) ?? '')) return { fault: `A realm ends with a top-level domain, ${LIKE}` }
  if (NOBODYS.some((one) => name === one || name.endsWith(`.${one}`)))
    return {
      fault: `${name} belongs to no organisation here, so nobody can prove it. Enter your own, ${LIKE}`,
    }
  const shown = forms.letters(name)
  return { name, shown: shown === '' ? name : shown }
}

/** The names above one: for a.kent.gov.uk these are kent.gov.uk, gov.uk, uk. */
export function namesAbove(name: string): readonly string[] {
  const labels = name.split('.')
  return labels.slice(1).map((_, at) => labels.slice(at + 1).join('.'))
}

/** Whether two realms stand in each other's way: the same, or one below the other. */
export const overlap = (one: string, other: string): boolean =>
  one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)

/** Where the proof of a realm stands in the DNS. */
export const proofName = (realm: string): string => `_connects-roaming.${realm}`

/** A claim that is not proven so long is given up. It keeps nobody from the name meanwhile. */
export const CLAIM_DAYS = 30

export type HeldRealm = {
  readonly id: string
  readonly memberId: string
  readonly name: string
  readonly state: 'claimed' | 'proven'
}

type Wanted = Pick<HeldRealm, 'memberId' | 'name'>

/**
 * Which realms are taken: only what is proven keeps others away, from the same and from all above and below it (G1).
 * Answers by name, however many stand.
 */
export function provenRealms(held: readonly HeldRealm[]) {
  const at = new Map<string, string>()
  const below = new Map<string, Set<string>>()
  const add = ({ name, memberId }: Wanted): void => {
    at.set(name, memberId)
    for (const above of namesAbove(name)) below.set(above, (below.get(above) ?? new Set()).add(memberId))
  }
  for (const one of held) if (one.state === 'proven') add(one)
  const isTakenFrom = ({ name, memberId }: Wanted): boolean =>
    [name, ...namesAbove(name)].some((one) => (at.get(one) ?? memberId) !== memberId) ||
    [...(below.get(name) ?? [])].some((one) => one !== memberId)
  return { add, isTakenFrom }
}

export type Settled = {
  /** Claims that are proven now. */
  readonly proven: readonly string[]
  /** Claims that are over, because another's that stands in their way is proven. */
  readonly ended: readonly string[]
}

/**
 * What becomes of claims whose proofs were seen. The first claimed comes first: of two proofs seen at once that stand in
 * each other's way the second counts no more.
 * In: what stands, and the ids of the proven claims, first claimed first.
 */
export function settleProofs(held: readonly HeldRealm[], proofs: readonly string[]): Settled {
  const claims = new Map(held.filter((one) => one.state === 'claimed').map((one) => [one.id, one]))
  const taken = provenRealms(held)
  const proven = proofs.flatMap((id) => {
    const claim = claims.get(id)
    if (claim === undefined || taken.isTakenFrom(claim)) return []
    claims.delete(id)
    taken.add(claim)
    return [id]
  })
  const ended = [...claims.values()].filter(taken.isTakenFrom).map((claim) => claim.id)
  return { proven, ended }
}

/** What the owner of a claim is told when another's proof ends it; never whose it was. */
export const ENDED_WORDS =
  'Another member has proven this realm, or one above or below it, so this claim has ended. If the name is yours, ask those who run the federation'

export type LookedUp = 'found' | 'other' | 'none' | 'no-answer'

/** What a look in the DNS says, to whoever waits for it. */
export function lookedUpWords(found: LookedUp, realm: string): string {
  const at = proofName(realm)
  switch (found) {
    case 'found':
      return `The record at ${at} holds the words.`
    case 'other':
      return `There is a TXT record at ${at}, but it does not hold the words. Compare them letter by letter.`
    case 'none':
      return `There is no TXT record at ${at} yet. New records can take an hour to be seen.`
    case 'no-answer':
      return `The DNS servers of ${realm} did not answer. It is tried again.`
  }
}
