// Shared-service arrangements: recorded, kept right, moved from stage to stage, joined, left and ended.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { employersOf, organisationById } from '#modules/organisations/index.ts'
import { agreementById } from '../queries/agreements.ts'
import { arrangementById, keepsArrangement, type Arrangement } from '../queries/arrangements.ts'
import { partnershipById } from '../queries/partnerships.ts'
import { serviceByCode } from '../queries/service-list.ts'
import {
  dateFaults,
  isRunning,
  JOINING_ROLES,
  leavingDayFaults,
  mayLeave,
  moveFaults,
  mustGoOn,
  partyFaults,
  STAGES_ON,
  type Move,
  type PartyRole,
  type Stage,
} from '../rules/arrangements.ts'

const mustBeCurrent = versionCheck('partnerships.arrangement.stale', 'arrangement')

const described = {
  area: field.text('Area', { most: 80, hint: 'Where, in a few words, like East Kent' }),
  partnership: field
    .pick('Partnership', {
      from: 'partnerships.partnership',
      hint: 'The one it belongs to, if any. Its officers may keep it, and its finance officer confirms savings',
    })
    .optional(),
  leadPerson: field
    .pick('Lead person', { from: 'organisations.person', hint: 'Somebody who works for one of the bodies' })
    .optional(),
  startedOn: field.date('Work began on').optional(),
  expectedOn: field.date('Expected to go live on').optional(),
  liveOn: field.date('Live since').optional(),
  reviewOn: field.date('Next review', { hint: 'The lead is reminded on their home page' }).optional(),
  legalBasis: field
    .text('Legal basis', { most: 200, hint: 'Such as Local Government Act 1972 s.101, or a contract' })
    .optional(),
  note: field.longText('Note', { most: 1000 }).optional(),
}

/** Records an arrangement with its parties. Refused: a body named twice, a lead alone, a lead person from elsewhere, a service that has ended. */
export const recordArrangement = action({
  name: 'partnerships.arrangement.record',
  title: 'Record a shared-service arrangement',
  doors: ['page', 'api', 'command'],
  fields: {
    service: field.code('Service', { hint: 'Its code in the list of services, like internal-audit' }),
    stage: field.choice('Stage', STAGES_ON),
    lead: field.pick('Lead body', { from: 'organisations.organisation' }),
    partners: field.picks('Partners', { from: 'organisations.organisation', most: 100 }).optional(),
    coOpted: field
      .picks('Co-opted bodies', {
        from: 'organisations.organisation',
        most: 100,
        hint: 'Bodies that take part without being a partner',
      })
      .optional(),
    ...described,
  },
  async run(inside, { service: code, stage, lead, partners, coOpted, partnership, leadPerson, ...rest }) {
    const { id: service } = await serviceByCode(inside, code)
    const named = { lead, partners: partners ?? [], coOpted: coOpted ?? [] }
    const { id } = await enterArrangement(inside, {
      ...rest,
      service,
      stage,
      ...named,
      partnership,
      leadPerson,
    })
    return {
      subject: id,
      result: { id },
      facts: {
        service: code,
        stage: stageCode(stage),
        lead,
        parties: 1 + named.partners.length + named.coOpted.length,
      },
    }
  },
})

// The audit keeps codes, not words.
const stageCode = (stage: Stage): string => stage.replaceAll(' ', '-')

type NewArrangement = {
  readonly service: string
  readonly stage: Stage
  readonly lead: string
  readonly partners: readonly string[]
  readonly coOpted: readonly string[]
  readonly area: string
  readonly partnership: string | null
  readonly leadPerson: string | null
  readonly startedOn: Temporal.PlainDate | null
  readonly expectedOn: Temporal.PlainDate | null
  readonly liveOn: Temporal.PlainDate | null
  readonly reviewOn: Temporal.PlainDate | null
  readonly legalBasis: string | null
  readonly note: string | null
}

/** Writes a new arrangement of today with its parties and the first entry of its history. */
export async function enterArrangement(inside: Inside, made: NewArrangement): Promise<{ id: string }> {
  const today = londonDate(inside.now)
  const faults = [...partyFaults(made), ...dateFaults(made, today)]
  if (faults.length > 0) invalid('partnerships.arrangement.parties', faults)
  const bodies = [made.lead, ...made.partners, ...made.coOpted]
  for (const body of bodies) await mustExist(inside, body)
  if (made.partnership !== null) await partnershipById(inside, made.partnership)
  mustKeep(inside, {
    partnership_id: made.partnership,
    lead_person_id: null,
    parties: bodies.map((organisation_id) => ({ organisation_id })),
  })
  await mustWorkForParty(inside, made.leadPerson, bodies)
  const name = await nameOfOpenService(inside, made.service)
  const id = inside.id()
  await noteArrangement(inside, id, name, made.area)
  await inside.tx
    .insertInto('partnerships.arrangement')
    .values({
      id,
      area: made.area,
      service: name,
      service_id: made.service,
      stage: made.stage,
      note: made.note,
      as_of_year: null,
      partnership_id: made.partnership,
      agreement_id: null,
      lead_person_id: made.leadPerson,
      legal_basis: made.legalBasis,
      started_on: made.startedOn,
      expected_on: made.expectedOn,
      live_on: made.liveOn,
      review_on: made.reviewOn,
      ended_on: null,
    })
    .execute()
  const party = (organisation_id: string, role: PartyRole) => ({
    id: inside.id(),
    arrangement_id: id,
    organisation_id,
    role,
    from_on: made.startedOn,
    until_on: null,
  })
  await inside.tx
    .insertInto('partnerships.arrangement_party')
    .values([
      party(made.lead, 'lead'),
      ...made.partners.map((one) => party(one, 'partner')),
      ...made.coOpted.map((one) => party(one, 'co-opted')),
    ])
    .execute()
  await keepMove(inside, id, null, {
    to: made.stage,
    on: made.liveOn ?? made.startedOn ?? today,
    reason: null,
  })
  return { id }
}

/** Corrects an arrangement: who leads, its dates, its words. The stage has an action of its own. */
export const editArrangement = action({
  name: 'partnerships.arrangement.edit',
  title: 'Change a shared-service arrangement',
  doors: ['page', 'api', 'command'],
  fields: {
    arrangement: field.id('Arrangement'),
    lead: field.pick('Lead body', { from: 'organisations.organisation', hint: 'One of its parties' }),
    ...described,
    agreement: field
      .pick('Agreement', {
        from: 'partnerships.agreement',
        hint: 'The paper of its partnership that it rests on',
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, { arrangement, lead, partnership, leadPerson, agreement, version, ...rest }) {
    const found = await lockedArrangement(inside, arrangement)
    mustGoOn({ stage: found.stage, asOfYear: found.as_of_year })
    mustBeCurrent(found, version, { area: found.area, note: found.note })
    const faults = dateFaults(rest, londonDate(inside.now))
    const bodies = found.parties.map((party) => party.organisation_id)
    if (!bodies.includes(lead))
      faults.push({
        field: 'lead',
        message: 'The lead must be one of its parties. Record that the body joins first',
      })
    if (faults.length > 0) invalid('partnerships.arrangement.not-right', faults)
    await mustWorkForParty(inside, leadPerson, bodies)
    if (partnership !== null && partnership !== found.partnership_id) {
      const { id } = await partnershipById(inside, partnership)
      mustKeep(inside, { ...found, partnership_id: id })
    }
    if (agreement !== null && (await agreementById(inside, agreement)).partnership_id !== partnership)
      invalid('partnerships.arrangement.other-agreement', [
        {
          field: 'agreement',
          message: 'Choose an agreement of the partnership that the arrangement belongs to',
        },
      ])
    await noteArrangement(inside, found.id, found.service_name, rest.area)
    await changeLead(inside, found, lead)
    await inside.tx
      .updateTable('partnerships.arrangement')
      .set({
        area: rest.area,
        note: rest.note,
        partnership_id: partnership,
        agreement_id: agreement,
        lead_person_id: leadPerson,
        legal_basis: rest.legalBasis,
        started_on: rest.startedOn,
        expected_on: rest.expectedOn,
        live_on: rest.liveOn,
        review_on: rest.reviewOn,
        version: version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: { id: found.id }, facts: { lead } }
  },
})

async function changeLead(inside: Inside, found: Arrangement, lead: string): Promise<void> {
  const set = (role: PartyRole, id: string) =>
    inside.tx.updateTable('partnerships.arrangement_party').set({ role }).where('id', '=', id).execute()
  for (const party of found.parties)
    if (party.role === 'lead' && party.organisation_id !== lead) await set('partner', party.id)
  for (const party of found.parties)
    if (party.role !== 'lead' && party.organisation_id === lead) await set('lead', party.id)
}

const reason = field.longText('Reason', {
  most: 1000,
  hint: 'Needed when it goes back a stage. Other bodies learn from it',
})

/** Moves an arrangement to another stage on a day (P12). */
export const moveArrangement = action({
  name: 'partnerships.arrangement.move',
  title: 'Move a shared-service arrangement to another stage',
  doors: ['page', 'api', 'command'],
  fields: {
    arrangement: field.id('Arrangement'),
    stage: field.choice('Stage', STAGES_ON),
    on: field.date('From'),
    reason: reason.optional(),
    version: field.version(),
  },
  async run(inside, { arrangement, stage, on, reason: why, version }) {
    const found = await lockedArrangement(inside, arrangement)
    await move(inside, found, { to: stage, on, reason: why }, version)
    if (isRunning(stage) && found.live_on === null)
      await inside.tx
        .updateTable('partnerships.arrangement')
        .set({ live_on: on })
        .where('id', '=', found.id)
        .execute()
    return {
      subject: found.id,
      result: { id: found.id },
      facts: { from: stageCode(found.stage), to: stageCode(stage) },
    }
  },
})

/** Ends an arrangement, with the reason (P12). */
export const endArrangement = action({
  name: 'partnerships.arrangement.end',
  title: 'End a shared-service arrangement',
  doors: ['page', 'api', 'command'],
  fields: {
    arrangement: field.id('Arrangement'),
    endedOn: field.date('Last day'),
    reason: field.longText('Reason', { most: 1000, hint: 'Other bodies learn from it' }),
    version: field.version(),
  },
  async run(inside, { arrangement, endedOn, reason: why, version }) {
    const found = await lockedArrangement(inside, arrangement)
    if (found.started_on !== null && Temporal.PlainDate.compare(endedOn, found.started_on) < 0)
      invalid('partnerships.arrangement.order', [
        { field: 'endedOn', message: 'The last day must not be before the work began' },
      ])
    await move(inside, found, { to: 'ended', on: endedOn, reason: why }, version)
    await inside.tx
      .updateTable('partnerships.arrangement')
      .set({ ended_on: endedOn })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: { id: found.id }, facts: { from: stageCode(found.stage) } }
  },
})

async function move(inside: Inside, found: Arrangement, step: Move, version: number): Promise<void> {
  mustGoOn({ stage: found.stage, asOfYear: found.as_of_year })
  mustBeCurrent(found, version, { stage: found.stage })
  const last = await inside.tx
    .selectFrom('partnerships.arrangement_move')
    .select('moved_on')
    .where('arrangement_id', '=', found.id)
    .orderBy('moved_on', 'desc')
    .limit(1)
    .executeTakeFirst()
  const standing = { stage: found.stage, asOfYear: found.as_of_year, since: last?.moved_on ?? null }
  const faults = moveFaults(standing, step, londonDate(inside.now))
  if (faults.length > 0) invalid('partnerships.arrangement.move-refused', faults)
  await inside.tx
    .updateTable('partnerships.arrangement')
    .set({ stage: step.to, version: version + 1 })
    .where('id', '=', found.id)
    .execute()
  await keepMove(inside, found.id, found.stage, step)
}

/** One more entry of the history of stages. */
export async function keepMove(inside: Inside, id: string, from: Stage | null, step: Move): Promise<void> {
  await inside.tx
    .insertInto('partnerships.arrangement_move')
    .values({
      id: inside.id(),
      arrangement_id: id,
      from_stage: from,
      to_stage: step.to,
      moved_on: step.on,
      reason: step.reason,
      recorded_at: inside.now,
      recorded_by: inside.actor.kind === 'person' ? inside.actor.id : null,
    })
    .execute()
}

/** A body joins an arrangement. */
export const joinArrangement = action({
  name: 'partnerships.arrangement.join',
  title: 'Record that a body joins an arrangement',
  doors: ['page', 'api', 'command'],
  fields: {
    arrangement: field.id('Arrangement'),
    organisation: field.pick('Body', { from: 'organisations.organisation' }),
    role: field.choice('As', JOINING_ROLES),
    from: field.date('From').optional(),
  },
  async run(inside, { arrangement, organisation, role, from }) {
    const found = await lockedArrangement(inside, arrangement)
    mustGoOn({ stage: found.stage, asOfYear: found.as_of_year })
    await mustExist(inside, organisation)
    if (found.parties.some((party) => party.organisation_id === organisation))
      invalid('partnerships.arrangement.party-twice', [
        { field: 'organisation', message: 'This body belongs to the arrangement already' },
      ])
    const id = inside.id()
    await inside.tx
      .insertInto('partnerships.arrangement_party')
      .values({
        id,
        arrangement_id: found.id,
        organisation_id: organisation,
        role,
        from_on: from,
        until_on: null,
      })
      .execute()
    return { subject: found.id, result: { id, arrangement: found.id }, facts: { organisation, role } }
  },
})

/** A body leaves an arrangement on a last day (P11). */
export const leaveArrangement = action({
  name: 'partnerships.arrangement.leave',
  title: 'Record that a body leaves an arrangement',
  doors: ['page', 'api', 'command'],
  fields: {
    arrangement: field.id('Arrangement'),
    party: field.pick('Body', { from: 'partnerships.arrangement-party' }),
    until: field.date('Last day'),
  },
  async run(inside, { arrangement, party, until }) {
    const found = await lockedArrangement(inside, arrangement)
    mustGoOn({ stage: found.stage, asOfYear: found.as_of_year })
    const leaving = found.parties.find((one) => one.id === party)
    if (leaving === undefined)
      return invalid('partnerships.arrangement.no-party', [
        { field: 'party', message: 'Select one of the bodies that belong to it' },
      ])
    const parties = found.parties.map((one) => ({
      organisationId: one.organisation_id,
      role: one.role,
      from: one.from_on === null ? null : Temporal.PlainDate.from(one.from_on),
    }))
    const own = parties.find((one) => one.organisationId === leaving.organisation_id) ?? {
      organisationId: leaving.organisation_id,
      role: leaving.role,
      from: null,
    }
    mayLeave(own, parties, leaving.name)
    const faults = leavingDayFaults(own.from, until, londonDate(inside.now))
    if (faults.length > 0) invalid('partnerships.arrangement.leaving-day', faults)
    await inside.tx
      .updateTable('partnerships.arrangement_party')
      .set({ until_on: until })
      .where('id', '=', party)
      .execute()
    return {
      subject: found.id,
      result: { id: found.id },
      facts: { organisation: leaving.organisation_id, until: until.toString() },
    }
  },
})

/** The arrangement, locked until the action commits, for those who keep it: 404 for who may not see it, 403 for who may only read. */
export async function lockedArrangement(inside: Inside, id: string): Promise<Arrangement> {
  await inside.tx
    .selectFrom('partnerships.arrangement')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const found = await arrangementById(inside, id)
  if (found.as_of_year === null) mustKeep(inside, found)
  return found
}

function mustKeep(inside: Inside, one: Parameters<typeof keepsArrangement>[1]): void {
  if (keepsArrangement(inside, one)) return
  refuse(
    'forbidden',
    'partnerships.arrangement.not-yours',
    'An arrangement is kept by its lead person, the leads of its bodies and the officers of its partnership. Ask one of them.',
  )
}

export const noteArrangement = (inside: Inside, id: string, service: string, area: string): Promise<void> =>
  inside.subject({
    id,
    module: 'partnerships',
    noun: 'arrangement',
    title: `${service}, ${area}`,
    audience: 'staff',
  })

async function nameOfOpenService(inside: Inside, id: string): Promise<string> {
  const row = await inside.tx
    .selectFrom('partnerships.service')
    .select(['name', 'ended_on'])
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst()
  if (row === undefined)
    return invalid('partnerships.arrangement.no-service', [
      { field: 'service', message: 'Select a service from the list' },
    ])
  if (row.ended_on !== null)
    return invalid('partnerships.arrangement.service-ended', [
      {
        field: 'service',
        message: `${row.name} is no longer on the list. Choose the service that took its place`,
      },
    ])
  return row.name
}

async function mustExist(inside: Inside, organisation: string): Promise<void> {
  await organisationById(inside, organisation)
}

async function mustWorkForParty(
  inside: Inside,
  person: string | null,
  bodies: readonly string[],
): Promise<void> {
  if (person === null) return
  const employers = await employersOf(inside, person, londonDate(inside.now))
  if (!employers.some((post) => bodies.includes(post.organisation_id)))
    invalid('partnerships.arrangement.lead-elsewhere', [
      { field: 'leadPerson', message: 'The lead person must work for one of the bodies' },
    ])
}
