// What makes a decision one: a body that is quorate, votes of one a partner, nobody with an interest among them,
// and words that decide instead of recommending.
//
// B4  One vote an organisation; a substitute votes only where no voting member of it may.
// B5  Somebody with a declared interest in the matter neither votes on it nor records the decision.
// B6  A decision is carried by more votes for than against; on a tie the presiding chair's casting vote decides.
// B7  Decision, reasons and alternatives are always written; "None" is an answer, "N/A" is not.
import { invalid, refuse, type Fault } from '#platform/errors/index.ts'

export const OUTCOMES: Readonly<Record<string, string>> = {
  approved: 'Approved',
  declined: 'Declined',
  deferred: 'Deferred',
  agreed: 'Agreed',
  'not-agreed': 'Not agreed',
  noted: 'Noted',
}

/** An outcome as read: the known words, or the code of one that a later module offers. */
export function outcomeInWords(outcome: string): string {
  const words = OUTCOMES[outcome] ?? outcome.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What is recorded when the chair writes no other words. */
export function usualDecision(outcome: string, title: string): string {
  return `${outcomeInWords(outcome)}: ${title}`
}

export type AttendanceState = 'present' | 'apologies' | 'substitute'
export type VoteChoice = 'for' | 'against' | 'abstain'

export type Attending = {
  readonly personId: string
  readonly organisationId: string
  readonly state: AttendanceState
  readonly votes: boolean
}

export type CastVote = {
  readonly organisationId: string
  readonly personId: string
  readonly choice: VoteChoice
}

/** Who votes for each organisation present on this matter: a voting member before a substitute, nobody with an interest (B4, B5). */
export function votersOn(attending: readonly Attending[], interested: ReadonlySet<string>): Attending[] {
  const eligible = attending
    .filter((one) => one.state !== 'apologies' && one.votes && !interested.has(one.personId))
    .toSorted((a, b) => Number(a.state === 'substitute') - Number(b.state === 'substitute'))
  const voters = new Map<string, Attending>()
  for (const one of eligible) if (!voters.has(one.organisationId)) voters.set(one.organisationId, one)
  return [...voters.values()]
}

/** The votes as cast: whoever is not named against or abstaining was for it. Naming an organisation that has no vote here is refused. */
export function votesCast(
  voters: readonly Attending[],
  against: readonly string[],
  abstained: readonly string[],
): CastVote[] {
  const organisations = new Set(voters.map((voter) => voter.organisationId))
  const faults: Fault[] = []
  const strangers = (field: string, ids: readonly string[]): void => {
    if (ids.some((id) => !organisations.has(id))) {
      faults.push({
        field,
        message: 'Select only organisations that are present and may vote on this matter',
      })
    }
  }
  strangers('against', against)
  strangers('abstained', abstained)
  if (against.some((id) => abstained.includes(id))) {
    faults.push({ field: 'abstained', message: 'An organisation votes against or abstains, not both' })
  }
  if (faults.length > 0) invalid('governance.vote.not-theirs', faults)
  const choice = (id: string): VoteChoice =>
    against.includes(id) ? 'against' : abstained.includes(id) ? 'abstain' : 'for'
  return voters.map((voter) => ({
    organisationId: voter.organisationId,
    personId: voter.personId,
    choice: choice(voter.organisationId),
  }))
}

export type Tally = { readonly for: number; readonly against: number; readonly abstain: number }

export function tallyOf(votes: readonly { readonly choice: VoteChoice }[]): Tally {
  const count = (choice: VoteChoice): number => votes.filter((vote) => vote.choice === choice).length
  return { for: count('for'), against: count('against'), abstain: count('abstain') }
}

/** "11 for, 2 against, 1 abstained", or "agreed by all 12 organisations present". */
export function tallyInWords(tally: Tally): string {
  if (tally.against === 0 && tally.abstain === 0) {
    return `Agreed by ${tally.for === 1 ? 'the one organisation' : `all ${tally.for} organisations`} that voted`
  }
  return `${tally.for} for, ${tally.against} against, ${tally.abstain} abstained`
}

/** Refuses a decision that was not carried, or tied without a casting vote (B6). */
export function mustBeCarried(tally: Tally, castingVote: boolean): void {
  if (tally.for > tally.against) return
  if (tally.for === tally.against && tally.for > 0 && castingVote) return
  const tied = tally.for === tally.against && tally.for > 0
  refuse(
    'conflict',
    tied ? 'governance.decision.tied' : 'governance.decision.not-carried',
    tied
      ? `${tally.for} for and ${tally.against} against is a tie. Record the chair's casting vote, or defer the matter.`
      : `${tally.for} for and ${tally.against} against does not carry it. Record the outcome that the votes decided.`,
    { figures: { ...tally } },
  )
}

/** Refuses to decide without a quorum; those with an interest do not count towards it. */
export function mustBeQuorate(present: number, needed: number, inWords: string): void {
  if (present >= needed) return
  refuse(
    'conflict',
    'governance.decision.not-quorate',
    `${present} present may take part in this matter, and the quorum is ${inWords}. It can be deferred to another meeting.`,
    { figures: { present, needed } },
  )
}

// What a report asks of its readers is not what they decided: a pack in which the two are mixed up cannot be relied on.
const RECOMMENDING: readonly RegExp[] = [
  /\b(?:is|are|be) (?:asked|invited|recommended|requested|urged) to\b/i,
  /\brecommend(?:s|ed|ation)?\b/i,
  /\b(?:should|might|may wish to|is minded to) (?:consider|approve|agree|note|endorse|decide)\b/i,
  /^\s*(?:to )?(?:consider|comment|discuss|review)\b/i,
  /\bfor (?:consideration|discussion|comment)\b/i,
]

/** The words in it that recommend instead of deciding, or undefined. */
export function recommendingWords(text: string): string | undefined {
  for (const pattern of RECOMMENDING) {
    const found = pattern.exec(text)
    if (found) return found[0].trim()
  }
  return undefined
}

const EVASIONS =
  /^(?:n\s*[/.]?\s*a\.?|not applicable|nil|tb[cda]|to be (?:confirmed|decided|advised)|as above|see above|-+|\.+|\?+|x+)\.?$/i
const NONE = /^none(?: (?:were )?considered)?\.?$/i

/** An answer that only fills the box. "None" is told apart: for some questions it is a true answer. */
export function isEvasive(text: string): boolean {
  return EVASIONS.test(text.trim())
}

export function isNone(text: string): boolean {
  return NONE.test(text.trim())
}

/** What is wrong with the words of a decision record, beside the answers they stand in (B7). */
export function decisionFaults(record: {
  readonly decision: string
  readonly reasons: string
  readonly alternatives: string
}): Fault[] {
  const faults: Fault[] = []
  const recommending = recommendingWords(record.decision)
  if (recommending !== undefined) {
    faults.push({
      field: 'decision',
      message: `"${recommending}" recommends; it does not decide. Write what was decided, beginning with the decision: "Approved: …", "Agreed to …"`,
    })
  } else if (isEvasive(record.decision) || isNone(record.decision)) {
    faults.push({ field: 'decision', message: 'Write what was decided' })
  }
  if (isEvasive(record.reasons) || isNone(record.reasons)) {
    faults.push({ field: 'reasons', message: 'Write why it was decided; every decision has a reason' })
  }
  if (isEvasive(record.alternatives)) {
    faults.push({
      field: 'alternatives',
      message:
        'Write the alternatives that were considered and not chosen, or "None": that word is recorded as your answer',
    })
  }
  return faults
}

/** "The member for Dover declared an interest and took no part." Names stay out of the lasting record. */
export function interestsInWords(organisations: readonly string[]): string {
  if (organisations.length === 0) return 'None declared.'
  return organisations
    .map((name) => `The member for ${name} declared an interest and took no part.`)
    .join(' ')
}
