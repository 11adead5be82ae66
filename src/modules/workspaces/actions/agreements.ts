// Agreements between an owner and those whose staff it lets in (P2): offered, answered, changed, given notice. No vendor
// and no platform administrator is needed; both sides see every step.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  agreed,
  agreementById,
  ANSWER,
  lostBookings,
  sidesOf,
  type Agreement,
} from '../queries/agreements.ts'
import { bodiesBeside, circlesOf, partnershipsOfOwner } from '../queries/circles.ts'
import {
  AGREEMENT_STATES,
  asksForAnswer,
  changeFaults,
  lastDay,
  noticeFaults,
  offerFaults,
  type AgreementState,
  type AgreementStep,
} from '../rules.ts'
import { refuseUntilChosen } from './circles.ts'
import { mustBeCurrent, today, workplaceToChange } from './locking.ts'
import { AHEAD, withdrawLost } from './losing.ts'
import { markBehalf } from './on-behalf.ts'

const OFFER = 'workspaces.agreement.offer'

export const AGREEMENT_AUDIENCES = {
  organisation: 'One partner, who accepts or declines',
  circle: 'A group of partners that you have named; it stands at once',
  partnership: 'All partners in a partnership; it stands at once',
} as const

const about = {
  terms: field.longText('What is agreed', {
    most: 4000,
    hint: 'In plain words, for the staff of both sides. Rules and allocations are shown beside it',
  }),
  toOn: field.date('Last day', { hint: 'Leave it empty when it goes on until notice is given' }).optional(),
  noticeDays: field.integer('Days of notice', {
    least: 0,
    most: 730,
    hint: 'Either side may end it by so much notice',
  }),
}

export const offerAgreement = action({
  name: OFFER,
  title: 'Let partners into a workplace',
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.id('Workplace'),
    audience: field.choice('Whom do you let in?', AGREEMENT_AUDIENCES),
    organisation: field.pick('Partner', { from: 'organisations.organisation' }).optional(),
    circle: field.pick('Group of partners', { from: 'workspaces.circle' }).optional(),
    partnership: field.pick('Partnership', { from: 'partnerships.partnership' }).optional(),
    fromOn: field.date('First day'),
    ...about,
  },
  async run(inside, answers) {
    const workplace = await workplaceToChange(inside, answers.site, OFFER)
    const faults = offerFaults(answers, today(inside))
    if (faults.length > 0) invalid('workspaces.agreement.days', faults)
    const audienceId = await chosenAudience(inside, workplace.owner_organisation_id, answers)
    const onBehalf = await markBehalf(inside, workplace, 'agreement')
    const id = inside.id()
    const state: AgreementState = asksForAnswer(answers.audience) ? 'offered' : 'standing'
    await inside.tx
      .insertInto('workspaces.agreement')
      .values({
        id,
        site_id: workplace.site_id,
        owner_organisation_id: workplace.owner_organisation_id,
        audience: answers.audience,
        audience_id: audienceId,
        terms: answers.terms,
        from_on: answers.fromOn,
        to_on: answers.toOn,
        notice_days: answers.noticeDays,
        state,
        made_at: inside.now,
      })
      .execute()
    await write(inside, id, {
      step: 'offered',
      side: workplace.owner_organisation_id,
      words: state === 'standing' ? 'It stands at once.' : null,
      onBehalf,
    })
    await inside.announce('workspaces.agreement.changed', id, { agreement: id, step: 'offered' })
    return {
      subject: null,
      result: { id, state },
      facts: {
        agreement: id,
        site: workplace.site_id,
        audience: answers.audience,
        audienceId,
        state,
        onBehalf,
      },
    }
  },
})

type Chosen = {
  readonly audience: keyof typeof AGREEMENT_AUDIENCES
  readonly organisation: string | null
  readonly circle: string | null
  readonly partnership: string | null
}

async function chosenAudience(inside: Inside, ownerId: string, chosen: Chosen): Promise<string> {
  const id = chosen[chosen.audience]
  const missing = {
    organisation: 'Select the partner',
    circle: 'Select the group of partners',
    partnership: 'Select the partnership',
  }[chosen.audience]
  if (id === null) invalid('workspaces.agreement.whom', [{ field: chosen.audience, message: missing }])
  const known =
    chosen.audience === 'organisation'
      ? await bodiesBeside(inside, ownerId)
      : chosen.audience === 'circle'
        ? await circlesOf(inside, ownerId)
        : await partnershipsOfOwner(inside, ownerId, today(inside))
  if (!known.some((one) => one.id === id))
    invalid('workspaces.agreement.whom', [{ field: chosen.audience, message: `${missing} from the list` }])
  return id
}

const one = { agreement: field.id('Agreement'), version: field.version() }

/** Says yes to an offer, or to new terms; then they stand. */
export const acceptAgreement = action({
  name: 'workspaces.agreement.accept',
  title: 'Accept an agreement',
  permission: ANSWER,
  doors: ['page', 'api', 'command'],
  fields: one,
  async run(inside, { agreement, version }) {
    const found = await locked(inside, agreement, version, 'partner')
    if (found.state !== 'offered' && found.proposed_at === null) nothingToAnswer(found)
    const isNew = found.state === 'offered'
    const passed = isNew ? lastDay(agreed(found)) : found.proposed_to_on
    if (passed !== null && Temporal.PlainDate.compare(passed, today(inside)) < 0)
      refuse(
        'conflict',
        'workspaces.agreement.over',
        `Its last day, ${formatDate(passed)}, has passed. Ask ${found.owner_name} for a new offer.`,
      )
    await set(inside, found, {
      state: 'standing',
      ...(found.proposed_at === null
        ? {}
        : {
            terms: found.proposed_terms ?? found.terms,
            to_on: found.proposed_to_on,
            notice_days: found.proposed_notice_days ?? found.notice_days,
          }),
      ...NOTHING_PROPOSED,
    })
    await write(inside, found.id, { step: 'accepted', side: found.audience_id })
    const withdrawn = await withdrawLost(
      inside,
      { siteIds: [found.site_id], organisationId: found.audience_id },
      `The agreement for ${found.site_name} ends sooner.`,
    )
    return done(inside, found, 'accepted', withdrawn)
  },
})

/** Says no to an offer, or to new terms; then what stood goes on standing. */
export const declineAgreement = action({
  name: 'workspaces.agreement.decline',
  title: 'Decline an agreement',
  permission: ANSWER,
  doors: ['page', 'api', 'command'],
  fields: { ...one, because: field.longText('Why', { most: 1000 }).optional() },
  async run(inside, { agreement, version, because }) {
    const found = await locked(inside, agreement, version, 'partner')
    if (found.state !== 'offered' && found.proposed_at === null) nothingToAnswer(found)
    await set(inside, found, {
      ...(found.state === 'offered' ? { state: 'declined' } : {}),
      ...NOTHING_PROPOSED,
    })
    await write(inside, found.id, { step: 'declined', side: found.audience_id, words: because })
    return done(inside, found, 'declined')
  },
})

/** Takes back an offer, or new terms, that nobody has answered. */
export const withdrawAgreement = action({
  name: 'workspaces.agreement.withdraw',
  title: 'Take back an offer',
  permission: OFFER,
  doors: ['page', 'api', 'command'],
  fields: one,
  async run(inside, { agreement, version }) {
    const found = await locked(inside, agreement, version, 'owner')
    if (found.state !== 'offered' && found.proposed_at === null) nothingToAnswer(found)
    const onBehalf = await markBehalf(inside, found, 'agreement')
    await set(inside, found, {
      ...(found.state === 'offered' ? { state: 'withdrawn' } : {}),
      ...NOTHING_PROPOSED,
    })
    await write(inside, found.id, { step: 'withdrawn', side: found.owner_organisation_id, onBehalf })
    return done(inside, found, 'withdrawn')
  },
})

/**
 * Changes the terms. The plain rule: whatever changes for one partner is put to them again, and what stood goes on
 * standing until they accept; an offer that nobody has answered, and what stands for many, changes at once.
 */
export const changeAgreement = action({
  name: 'workspaces.agreement.change',
  title: 'Change the terms of an agreement',
  permission: OFFER,
  doors: ['page', 'api', 'command'],
  fields: {
    agreement: field.id('Agreement'),
    ...about,
    ahead: field.choice('What becomes of bookings after the last day?', AHEAD).optional(),
    version: field.version(),
  },
  async run(inside, { agreement, terms, toOn, noticeDays, ahead, version }) {
    const found = await locked(inside, agreement, version, 'owner')
    mustGoOn(found)
    const faults = changeFaults(agreed(found), { toOn }, today(inside))
    if (faults.length > 0) invalid('workspaces.agreement.days', faults)
    const isPut = found.state === 'standing' && asksForAnswer(found.audience)
    if (!isPut && toOn !== null) await mustHaveChosen(inside, found, toOn, ahead)
    const onBehalf = await markBehalf(inside, found, 'agreement')
    await set(
      inside,
      found,
      isPut
        ? {
            proposed_terms: terms,
            proposed_to_on: toOn,
            proposed_notice_days: noticeDays,
            proposed_at: inside.now,
          }
        : { terms, to_on: toOn, notice_days: noticeDays },
    )
    await write(inside, found.id, {
      step: 'changed',
      side: found.owner_organisation_id,
      onBehalf,
      words: changeWords(found, { terms, toOn, noticeDays }),
    })
    const withdrawn = isPut
      ? undefined
      : await withdrawLost(
          inside,
          { siteIds: [found.site_id] },
          `The agreement for ${found.site_name} ends sooner.`,
          ahead ?? 'move',
        )
    return done(inside, found, 'changed', withdrawn)
  },
})

/** What was there and what is there now, kept in the history. */
function changeWords(
  found: Agreement,
  now: { readonly terms: string; readonly toOn: Temporal.PlainDate | null; readonly noticeDays: number },
): string {
  const day = (on: Temporal.PlainDate | null) => (on === null ? 'none' : formatDate(on))
  const changes = [
    day(found.to_on) === day(now.toOn) ? null : `Last day: ${day(found.to_on)} before, ${day(now.toOn)} now.`,
    found.notice_days === now.noticeDays
      ? null
      : `Notice: ${found.notice_days} days before, ${now.noticeDays} now.`,
    found.terms === now.terms ? null : `Before: “${found.terms}” Now: “${now.terms}”`,
  ].filter((line) => line !== null)
  return changes.length === 0 ? 'Nothing differs.' : changes.join('\n')
}

/** Either side ends it, not before the notice that was agreed. What is booked after the last day is withdrawn now. */
export const giveNotice = action({
  name: 'workspaces.agreement.end',
  title: 'Give notice of an agreement',
  permission: 'workspaces.agreement.end',
  doors: ['page', 'api', 'command'],
  fields: {
    agreement: field.id('Agreement'),
    endsOn: field.date('Last day'),
    because: field.longText('Why', { most: 1000, hint: 'The other side reads it' }),
    ahead: field.choice('What becomes of bookings after the last day?', AHEAD).optional(),
    version: field.version(),
  },
  async run(inside, { agreement, endsOn, because, ahead, version }) {
    const found = await locked(inside, agreement, version, 'either')
    if (found.state === 'offered')
      refuse(
        'conflict',
        'workspaces.agreement.not-standing',
        'This is an offer that nobody has accepted. Take it back, or decline it.',
      )
    mustGoOn(found)
    const faults = noticeFaults(agreed(found), endsOn, today(inside))
    if (faults.length > 0) invalid('workspaces.agreement.notice', faults)
    await mustHaveChosen(inside, found, endsOn, ahead)
    const isPartner = sidesOf(inside, found).partner
    const onBehalf = isPartner ? false : await markBehalf(inside, found, 'agreement')
    await set(inside, found, { ends_on: endsOn, ...NOTHING_PROPOSED })
    await write(inside, found.id, {
      step: 'notice',
      side: isPartner ? found.audience_id : found.owner_organisation_id,
      words: because,
      onBehalf,
    })
    const withdrawn = await withdrawLost(
      inside,
      { siteIds: [found.site_id] },
      `The agreement for ${found.site_name} ends on ${formatDate(endsOn)}.`,
      ahead ?? 'move',
    )
    return done(inside, found, 'notice', withdrawn)
  },
})

async function mustHaveChosen(
  inside: Inside,
  found: Agreement,
  last: Temporal.PlainDate,
  ahead: keyof typeof AHEAD | null,
): Promise<void> {
  if (ahead !== null) return
  const lost = await lostBookings(inside, inside.now, {
    siteIds: [found.site_id],
    agreement: { id: found.id, lastDay: last },
  })
  if (lost.length > 0) refuseUntilChosen(lost.length)
}

/** Those whose last day has passed are ended, and bookings ahead that nothing lets in any more are withdrawn. */
export const finishAgreements = action({
  name: 'workspaces.agreement.finish',
  title: 'End agreements whose last day has passed',
  doors: [],
  fields: {},
  async run(inside) {
    const over = await inside.tx
      .updateTable('workspaces.agreement')
      .set(({ eb }) => ({ state: 'ended', version: eb('version', '+', 1) }))
      .where('state', '=', 'standing')
      .where(({ or, eb }) => or([eb('to_on', '<', today(inside)), eb('ends_on', '<', today(inside))]))
      .returning(['id', 'owner_organisation_id'])
      .execute()
    if (over.length > 0)
      await inside.tx
        .insertInto('workspaces.agreement_step')
        .values(
          over.map((row) => ({
            id: inside.id(),
            agreement_id: row.id,
            step: 'ended' as const,
            organisation_id: row.owner_organisation_id,
            at: inside.now,
          })),
        )
        .execute()
    // Also whatever was booked in the very moment in which notice was given.
    const withdrawn = await withdrawLost(inside, {}, 'No agreement lets your organisation in on that day.')
    const facts = { ended: over.length, ...withdrawn }
    return { subject: null, result: facts, facts }
  },
})

const NOTHING_PROPOSED = {
  proposed_terms: null,
  proposed_to_on: null,
  proposed_notice_days: null,
  proposed_at: null,
} as const

/** The agreement, its row held, if the reader may speak for that side and has seen it as it stands. */
async function locked(
  inside: Inside,
  id: string,
  version: number,
  side: 'owner' | 'partner' | 'either',
): Promise<Agreement> {
  await inside.tx.selectFrom('workspaces.agreement').select('id').where('id', '=', id).forUpdate().execute()
  const found = await agreementById(inside, id)
  const sides = sidesOf(inside, found)
  const may = side === 'either' ? sides.owner || sides.partner : sides[side]
  if (!may)
    refuse(
      'forbidden',
      'workspaces.agreement.not-yours',
      side === 'partner'
        ? `Only the lead or a workspace manager of ${found.audience_name} answers this.`
        : `Only those who manage the workspaces of ${found.owner_name}${side === 'either' && found.audience === 'organisation' ? ` or answer for ${found.audience_name}` : ''} do this.`,
    )
  mustBeCurrent(found, version, {
    terms: found.terms,
    toOn: found.to_on,
    noticeDays: found.notice_days,
    endsOn: found.ends_on,
  })
  return found
}

function mustGoOn(found: Agreement): void {
  if (found.state === 'offered' || (found.state === 'standing' && found.ends_on === null)) return
  refuse(
    'conflict',
    'workspaces.agreement.over',
    found.ends_on !== null && found.state === 'standing'
      ? `Notice was given. It ends on ${formatDate(found.ends_on)}.`
      : `This agreement is not one that stands: ${AGREEMENT_STATES[found.state].toLowerCase()}.`,
  )
}

const nothingToAnswer = (found: Agreement): never =>
  refuse(
    'conflict',
    'workspaces.agreement.answered',
    `There is nothing to answer here any more: ${AGREEMENT_STATES[found.state].toLowerCase()}.`,
  )

type Change = Partial<{
  state: AgreementState
  terms: string
  to_on: Temporal.PlainDate | null
  notice_days: number
  ends_on: Temporal.PlainDate | null
  proposed_terms: string | null
  proposed_to_on: Temporal.PlainDate | null
  proposed_notice_days: number | null
  proposed_at: Temporal.Instant | null
}>

async function set(inside: Inside, found: Agreement, change: Change): Promise<void> {
  await inside.tx
    .updateTable('workspaces.agreement')
    .set({ ...change, version: found.version + 1 })
    .where('id', '=', found.id)
    .execute()
}

async function write(
  inside: Inside,
  agreementId: string,
  taken: { step: AgreementStep; side: string; words?: string | null; onBehalf?: boolean },
): Promise<void> {
  await inside.tx
    .insertInto('workspaces.agreement_step')
    .values({
      id: inside.id(),
      agreement_id: agreementId,
      step: taken.step,
      organisation_id: taken.side,
      person_id: personOf(inside),
      words: taken.words ?? null,
      on_behalf: taken.onBehalf ?? false,
      at: inside.now,
    })
    .execute()
}

async function done(
  inside: Inside,
  found: Agreement,
  step: AgreementStep,
  withdrawn: { readonly moved: number; readonly stranded: number } = { moved: 0, stranded: 0 },
) {
  await inside.announce('workspaces.agreement.changed', found.id, { agreement: found.id, step })
  return {
    subject: null,
    result: { id: found.id, ...withdrawn },
    facts: { agreement: found.id, site: found.site_id, step, ...withdrawn },
  }
}
