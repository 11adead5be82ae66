// Proves the fund's ledger against the records it speaks of: awards, spending, projects and payments. Each
// proof says what it compared, with the figures, and names every record that does not agree.
import { formatPounds, sum, type Pence } from '#platform/money/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { balanceOf, effectOf, lowestAvailableFrom, type Entry } from './rules.ts'

export type LedgerEntry = Entry & {
  readonly id: string
  readonly caseId: string | null
  readonly projectId: string | null
  readonly spendId: string | null
  readonly paymentId: string | null
}

export type ProofInput = {
  readonly entries: readonly LedgerEntry[]
  readonly awards: readonly {
    readonly reference: string
    readonly caseId: string
    readonly projectId: string
    readonly amountPence: Pence
    readonly ended: boolean
    readonly spends: readonly { readonly id: string; readonly amountPence: Pence }[]
  }[]
  /** Approved in the minutes, not yet settled: committed without an award for the moment. */
  readonly settling: readonly string[]
  /** Subscription payments and reversals of the partnership, with the part of each that goes to the fund. */
  readonly payments: readonly { readonly id: string; readonly fundPence: Pence }[]
}

export type Proof = { readonly proves: string; readonly holds: boolean; readonly detail: string }

/** Every proof, in the order in which a reader would ask. */
export function prove(input: ProofInput): Proof[] {
  return [
    balanceAdds(input),
    neverNegative(input),
    awardsAreCommitted(input),
    spendingIsDrawn(input),
    endedAreReleased(input),
    paymentsAreBooked(input),
  ]
}

const proof = (proves: string, faults: readonly string[], detail: string): Proof => ({
  proves,
  holds: faults.length === 0,
  detail: faults.length === 0 ? detail : faults.join(' '),
})

function balanceAdds({ entries }: ProofInput): Proof {
  const balance = balanceOf(entries)
  const running = sum(entries.map(effectOf))
  const drawn = sum(entries.filter((entry) => entry.kind === 'drawn').map((entry) => entry.amountPence))
  const words = `${formatPounds(balance.paidIn)} paid in − ${formatPounds(balance.awarded - drawn)} committed − ${formatPounds(balance.spent)} spent + ${formatPounds(balance.released)} released = ${formatPounds(balance.available)} available, from ${entries.length} entries.`
  const stated = balance.paidIn - (balance.awarded - drawn) - balance.spent + balance.released
  return proof(
    'The balance is the sum of the entries',
    stated === running && stated === balance.available
      ? []
      : [`Adding the entries one by one gives ${formatPounds(running)}; by kind ${formatPounds(stated)}.`],
    words,
  )
}

function neverNegative({ entries }: ProofInput): Proof {
  const first = entries.reduce<Temporal.PlainDate | undefined>(
    (least, entry) =>
      least === undefined || Temporal.PlainDate.compare(entry.occurredOn, least) < 0
        ? entry.occurredOn
        : least,
    undefined,
  )
  if (first === undefined) return proof('The fund was never overcommitted', [], 'There are no entries yet.')
  const lowest = lowestAvailableFrom(entries, first)
  const words = `The least that was ever available is ${formatPounds(lowest.pence)}, on ${formatDate(lowest.on)}.`
  return proof(
    'The fund was never overcommitted',
    lowest.pence < 0n ? [`${words} A payment that had been counted was reversed, or an entry is wrong.`] : [],
    words,
  )
}

function awardsAreCommitted({ entries, awards, settling }: ProofInput): Proof {
  const commitments = entries.filter((entry) => entry.kind === 'committed')
  const faults = awards.flatMap((award) => {
    const own = commitments.filter((entry) => entry.caseId === award.caseId)
    return own.length === 1 && own[0]?.amountPence === award.amountPence
      ? []
      : [
          `${award.reference}: awarded ${formatPounds(award.amountPence)}, committed ${formatPounds(sum(own.map((entry) => entry.amountPence)))} in ${own.length} entries.`,
        ]
  })
  const strays = commitments.filter(
    (entry) =>
      !settling.includes(entry.caseId ?? '') && !awards.some((award) => award.caseId === entry.caseId),
  )
  const waiting = settling.length === 0 ? '' : ` ${settling.length} approved and waiting to be settled.`
  return proof(
    'Every award is committed once, and nothing else is',
    [
      ...faults,
      ...strays.map((entry) => `Entry ${entry.id} commits ${formatPounds(entry.amountPence)} with no award.`),
    ],
    `${awards.length} awards of ${formatPounds(sum(awards.map((award) => award.amountPence)))}.${waiting}`,
  )
}

function spendingIsDrawn({ entries, awards }: ProofInput): Proof {
  const by = (kind: string): ReadonlyMap<string, Pence> =>
    new Map(
      entries
        .filter((entry) => entry.kind === kind)
        .map((entry) => [entry.spendId ?? entry.id, entry.amountPence]),
    )
  const drawn = by('drawn')
  const spent = by('spent')
  const known = new Set(awards.flatMap((award) => award.spends.map((spend) => spend.id)))
  const faults = awards.flatMap((award) => [
    ...award.spends
      .filter(
        (spend) => drawn.get(spend.id) !== spend.amountPence || spent.get(spend.id) !== spend.amountPence,
      )
      .map(
        (spend) =>
          `${award.reference}: a spend of ${formatPounds(spend.amountPence)} is not in the ledger as a pair.`,
      ),
    ...(sum(award.spends.map((spend) => spend.amountPence)) > award.amountPence
      ? [`${award.reference}: more was spent than awarded.`]
      : []),
  ])
  const strays = [...new Set([...drawn.keys(), ...spent.keys()])]
    .filter((id) => !known.has(id))
    .map((id) => `The ledger holds a spend ${id} that no project has.`)
  const total = sum(awards.flatMap((award) => award.spends.map((spend) => spend.amountPence)))
  return proof(
    'Every spend is drawn from its award, within it',
    [...faults, ...strays],
    `${known.size} spend lines of ${formatPounds(total)}.`,
  )
}

function endedAreReleased({ entries, awards }: ProofInput): Proof {
  const released = (projectId: string): Pence =>
    sum(
      entries
        .filter((entry) => entry.kind === 'released' && entry.projectId === projectId)
        .map((entry) => entry.amountPence),
    )
  const faults = awards.flatMap((award) => {
    const due = award.ended ? award.amountPence - sum(award.spends.map((spend) => spend.amountPence)) : 0n
    const found = released(award.projectId)
    return found === due
      ? []
      : [`${award.reference}: ${formatPounds(due)} should have been released, ${formatPounds(found)} was.`]
  })
  const ended = awards.filter((award) => award.ended)
  return proof(
    'What ended projects did not spend is released, and only that',
    faults,
    `${ended.length} ended projects released ${formatPounds(sum(ended.map((award) => released(award.projectId))))}.`,
  )
}

function paymentsAreBooked({ entries, payments }: ProofInput): Proof {
  const booked = Map.groupBy(
    entries.filter((entry) => entry.paymentId !== null),
    (entry) => entry.paymentId ?? '',
  )
  const found = (id: string): Pence => sum((booked.get(id) ?? []).map((entry) => entry.amountPence))
  const faults = payments
    .filter((payment) => found(payment.id) !== payment.fundPence)
    .map(
      (payment) =>
        `Payment ${payment.id}: ${formatPounds(payment.fundPence)} of it is the fund's, ${formatPounds(found(payment.id))} is booked.`,
    )
  const known = new Set(payments.map((payment) => payment.id))
  const strays = [...booked.keys()]
    .filter((id) => !known.has(id))
    .map((id) => `The ledger books a payment ${id} that was never received.`)
  const total = sum(payments.map((payment) => payment.fundPence))
  return proof(
    "The fund's part of every payment is booked once",
    [...faults, ...strays],
    `${payments.length} payments; ${formatPounds(total)} of them is the fund's.`,
  )
}
