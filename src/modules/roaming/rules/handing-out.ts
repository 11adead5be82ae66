// Whether a profile may be handed out (G12): telling devices to trust what the server no longer shows would lock people
// out, and telling them nothing would let strangers in.

export type LiveCertificate = {
  /** Its DNS names, lower case. */
  readonly names: readonly string[]
  readonly notBefore: Temporal.Instant
  readonly notAfter: Temporal.Instant
  readonly isForServers: boolean
  readonly seenAt: Temporal.Instant
}

export type Standing = {
  readonly isPublished: boolean
  readonly serverNames: readonly string[]
  /** How many authorities its devices would be told to trust. */
  readonly authorities: number
  /** The certificate that was seen last; null when none was. */
  readonly live: LiveCertificate | null
  /** Whether it leads to one of the authorities. */
  readonly isAnchored: boolean
  /** An authority on the way there whose own certificate has ended; null when none has. */
  readonly endedAuthority: string | null
}

/** After so many days without a look nobody knows what the server shows. It is looked at each day. */
export const SEEN_WITHIN_DAYS = 3

/** Why it is not handed out, with what to do next; null when it may be. */
export function whyNotHandedOut(standing: Standing, now: Temporal.Instant): string | null {
  const { live, serverNames } = standing
  if (!standing.isPublished) return 'It is not published. Publish it when it is ready.'
  if (standing.authorities === 0)
    return 'No certificate authority is named that devices should trust. Add it under certificates.'
  if (serverNames.length === 0) return 'No server name is given that devices should accept. Add it.'
  if (live === null)
    return 'The server’s certificate has not been seen yet. It is looked at each day, and at once from the page of what is watched.'
  if (Temporal.Instant.compare(live.seenAt.add({ hours: SEEN_WITHIN_DAYS * 24 }), now) < 0)
    return `The server’s certificate was last seen more than ${SEEN_WITHIN_DAYS} days ago. Mend the server first; the profile comes back by itself.`
  if (Temporal.Instant.compare(live.notAfter, now) <= 0)
    return 'The server’s certificate has ended, so devices would refuse it. Put a new one on the server.'
  if (Temporal.Instant.compare(live.notBefore, now) > 0)
    return 'The server’s certificate is not valid yet. Check the server’s clock, or wait.'
  if (!live.isForServers)
    return 'The server’s certificate is not meant for servers (it lacks serverAuth), so devices would refuse it. Put another one on the server.'
  if (!standing.isAnchored)
    return 'The server’s certificate does not lead to an authority that devices would be told to trust. Add its authority, or put the former certificate back.'
  if (standing.endedAuthority !== null)
    return `The certificate of the authority ${standing.endedAuthority} has ended, so devices would refuse what it signed. Put the one that followed it on the server, or among those that devices are told to trust.`
  if (!serverNames.some((name) => live.names.includes(name.toLowerCase())))
    return `The server’s certificate is for ${live.names.join(', ') || 'no name'}, and devices would be told to accept only ${serverNames.join(', ')}. Correct the server names, or the certificate.`
  return null
}
