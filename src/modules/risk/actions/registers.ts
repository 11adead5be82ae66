// Opening a register for a body, a group or any record; who owns and keeps it, where it stands, and its end.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { groupById } from '#modules/groups/index.ts'
import { aboutFor } from '../queries/parts.ts'
import { registerById, wholeTree } from '../queries/registers.ts'
import { holdsFor } from '../queries/seeing.ts'
import {
  above,
  AUDIENCES,
  BANDS,
  LEVELS,
  mayStandUnder,
  TAKEN_CODES,
  type Audience,
  type Level,
} from '../rules.ts'
import {
  keyOf,
  mustBeCurrent,
  mustBeOfBody,
  nameSubject,
  registerMustBeOpen,
  registerToChange,
  today,
  type LockedRegister,
} from './locking.ts'

const what = {
  name: field.text('Name', { most: 120 }),
  level: field.choice('Level', LEVELS),
  parent: field
    .pick('Register above it', {
      from: 'risk.register',
      hint: 'Where its risks are escalated to. Leave it empty for the highest',
    })
    .optional(),
  matrix: field.pick('Matrix', { from: 'risk.matrix' }),
  appetite: field.choice('Appetite', BANDS, {
    hint: 'The highest band that is lived with. Above it, tolerating needs the owner of the register',
  }),
  audience: field.choice('Who may see it', AUDIENCES),
  owner: field.pick('Owner of the register', { from: 'organisations.person' }),
}

export const createRegister = action({
  name: 'risk.register.create',
  title: 'Open a register of risks',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code', {
      hint: 'Begins the reference of its risks: kc gives KC-R-001. It never changes',
    }),
    partnership: field
      .pick('Partnership', {
        from: 'partnerships.partnership',
        hint: 'Whose register it is: a partnership …',
      })
      .optional(),
    organisation: field
      .pick('Organisation', { from: 'organisations.organisation', hint: '… or one organisation' })
      .optional(),
    group: field
      .pick('Group', {
        from: 'groups.group',
        hint: 'Where it is the register of a group of that partnership',
      })
      .optional(),
    about: field.id('Record it is about').optional(),
    ...what,
  },
  async run(inside, answers) {
    const { code, name, level, appetite, audience, owner } = answers
    if ((TAKEN_CODES as readonly string[]).includes(code))
      invalid('risk.register.code-taken', [
        { field: 'code', message: 'This code is an address already. Choose another' },
      ])
    const body = await bodyOf(inside, answers)
    const id = inside.id()
    const place = { ...body, audience, audience_id: audienceId(id, body, audience) }
    if (!holdsFor(inside, 'risk.register.create', { id, ...place, audience: 'staff' }))
      refuse(
        'forbidden',
        'risk.register.not-your-body',
        'A register is opened by the officers of its partnership, the lead of its organisation, or its group’s chair or secretary.',
      )
    await mustHaveMatrix(inside, answers.matrix)
    await mustBeOfBody(inside, body, owner)
    await placeUnder(inside, { id, level, code }, answers.parent)
    if (answers.about !== null && (await aboutFor(inside, answers.about)) === undefined) notFound('record')
    await inside.subject({
      id,
      module: 'risk',
      noun: 'register',
      title: name,
      audience: keyOf(place.audience_id),
    })
    await inside.tx
      .insertInto('risk.register')
      .values({
        id,
        code,
        name,
        level,
        ...place,
        about_subject_id: answers.about,
        parent_id: answers.parent,
        matrix_id: answers.matrix,
        appetite,
        owner_person_id: owner,
      })
      .execute()
    return { subject: id, result: { id, code, audience }, facts: { code, level, audience } }
  },
})

type Body = Pick<LockedRegister, 'partnership_id' | 'organisation_id' | 'group_id'>

async function bodyOf(
  inside: Inside,
  asked: { partnership: string | null; organisation: string | null; group: string | null },
): Promise<Body> {
  if ((asked.partnership === null) === (asked.organisation === null))
    invalid('risk.register.whose', [
      { field: 'partnership', message: 'Choose a partnership or an organisation: a register belongs to one' },
    ])
  if (asked.group !== null) {
    const group = (await groupById(inside, asked.group)) ?? notFound('group')
    if (group.partnership_id !== asked.partnership)
      invalid('risk.register.foreign-group', [
        { field: 'group', message: 'Choose a group of that partnership' },
      ])
  }
  return {
    partnership_id: asked.partnership,
    organisation_id: asked.organisation,
    group_id: asked.group,
  }
}

/** By whose readers a register is seen. */
function audienceId(id: string, body: Body, audience: Audience): string {
  const of = {
    partners: body.partnership_id,
    staff: body.organisation_id,
    group: body.group_id,
    restricted: id,
  }[audience]
  if (of !== null) return of
  return invalid('risk.register.no-such-audience', [
    {
      field: 'audience',
      message: `There is nobody to see it: ${AUDIENCES[audience].toLowerCase()} is not a choice for this register`,
    },
  ])
}

async function mustHaveMatrix(inside: Inside, id: string): Promise<void> {
  const matrix = await inside.tx
    .selectFrom('risk.matrix')
    .select('retired_on')
    .where('id', '=', id)
    .executeTakeFirst()
  if (matrix === undefined) notFound('matrix')
  if (matrix.retired_on !== null)
    invalid('risk.register.matrix-retired', [
      { field: 'matrix', message: 'This matrix is retired. Choose one that is in use' },
    ])
}

async function placeUnder(
  inside: Inside,
  register: { id: string; level: Level; code: string },
  parentId: string | null,
): Promise<void> {
  if (parentId === null) return
  const parent = await registerById(inside, parentId)
  // Two registers put under one another at one moment would make a ring: the tree is changed by one at a time.
  await sql`select pg_advisory_xact_lock(hashtext('risk.register.tree'))`.execute(inside.tx)
  mayStandUnder(await wholeTree(inside), register, {
    id: parent.id,
    level: parent.level,
    isClosed: parent.ended_on !== null,
  })
}

export const editRegister = action({
  name: 'risk.register.edit',
  title: 'Change a register of risks',
  doors: ['page', 'api', 'command'],
  fields: { register: field.id('Register'), ...what, version: field.version() },
  async run(inside, answers) {
    const register = await registerToChange(inside, 'risk.register.edit', answers.register)
    registerMustBeOpen(register)
    mustBeCurrent(register, answers.version, {
      name: register.name,
      level: register.level,
      appetite: register.appetite,
      audience: register.audience,
    })
    if (answers.matrix !== register.matrix_id) await mustHaveMatrix(inside, answers.matrix)
    if (answers.owner !== register.owner_person_id) await mustBeOfBody(inside, register, answers.owner)
    if (answers.parent !== register.parent_id || answers.level !== register.level) {
      await placeUnder(inside, { ...register, level: answers.level }, answers.parent)
      await mustKeepWays(inside, register.id, answers.parent)
    }
    const audience_id = audienceId(register.id, register, answers.audience)
    await inside.tx
      .updateTable('risk.register')
      .set({
        name: answers.name,
        level: answers.level,
        parent_id: answers.parent,
        matrix_id: answers.matrix,
        appetite: answers.appetite,
        audience: answers.audience,
        audience_id,
        owner_person_id: answers.owner,
        version: register.version + 1,
      })
      .where('id', '=', register.id)
      .execute()
    await inside.subject({
      id: register.id,
      module: 'risk',
      noun: 'register',
      title: answers.name,
      audience: keyOf(audience_id),
    })
    if (audience_id !== register.audience_id)
      await findAnew(inside, { id: register.id, audience: answers.audience, audience_id })
    return {
      subject: register.id,
      result: { id: register.id, code: register.code },
      facts: { version: register.version + 1, audience: answers.audience },
    }
  },
})

// R7: a risk that was escalated must still stand below the register that shows it.
async function mustKeepWays(inside: Inside, registerId: string, parent: string | null): Promise<void> {
  const tree = (await wholeTree(inside)).map((one) =>
    one.id === registerId ? { ...one, parentId: parent } : one,
  )
  const open = await inside.tx
    .selectFrom('risk.escalation as up')
    .innerJoin('risk.risk as risk', 'risk.id', 'up.risk_id')
    .select(['risk.register_id', 'up.to_register_id'])
    .where('up.state', 'in', ['asked', 'accepted'])
    .execute()
  if (open.some((one) => !above(tree, one.register_id).includes(one.to_register_id)))
    refuse(
      'conflict',
      'risk.register.escalated-through',
      'Risks are escalated through this register to the one above. Bring them back first, then move it.',
    )
}

// Who may see the risks of a register has changed, and so has who may find them and what others call them.
async function findAnew(
  inside: Inside,
  register: { readonly id: string; readonly audience: Audience; readonly audience_id: string },
): Promise<void> {
  const own = await inside.tx
    .selectFrom('risk.risk')
    .select(['id', 'reference', 'title'])
    .where('register_id', '=', register.id)
    .execute()
  for (const risk of own) await nameSubject(inside, risk, register)
  const shown = await inside.tx
    .selectFrom('risk.escalation')
    .select('risk_id')
    .where('to_register_id', '=', register.id)
    .where('state', '=', 'accepted')
    .execute()
  for (const { risk_id } of shown) inside.found('risk.risk', risk_id)
}

export const closeRegister = action({
  name: 'risk.register.close',
  title: 'Close a register of risks',
  doors: ['page', 'api', 'command'],
  fields: { register: field.id('Register'), version: field.version() },
  async run(inside, answers) {
    const register = await registerToChange(inside, 'risk.register.close', answers.register)
    registerMustBeOpen(register)
    mustBeCurrent(register, answers.version)
    const { rows } = await sql<{ waiting: number }>`
      select (select count(*) from risk.risk where register_id = ${register.id} and state <> 'closed')
        + (select count(*) from risk.escalation where to_register_id = ${register.id} and state in ('asked', 'accepted'))
        + (select count(*) from risk.register below where below.parent_id = ${register.id} and below.ended_on is null) as waiting`.execute(
      inside.tx,
    )
    if (Number(rows[0]?.waiting ?? 0) > 0)
      refuse(
        'conflict',
        'risk.register.not-empty',
        'Close its risks, bring back what was escalated to it and move the registers below it first.',
      )
    await inside.tx
      .updateTable('risk.register')
      .set({ ended_on: today(inside), version: register.version + 1 })
      .where('id', '=', register.id)
      .execute()
    return { subject: register.id, result: { id: register.id, code: register.code } }
  },
})

export const appointOfficer = action({
  name: 'risk.officer.appoint',
  title: 'Name an officer of a register',
  doors: ['page', 'api', 'command'],
  fields: {
    register: field.id('Register'),
    person: field.pick('Officer', { from: 'organisations.person', hint: 'Sees the register and keeps it' }),
  },
  async run(inside, { register: id, person }) {
    const register = await registerToChange(inside, 'risk.officer.appoint', id)
    registerMustBeOpen(register)
    await mustBeOfBody(inside, register, person, 'person')
    const officer = inside.id()
    await inside.tx
      .insertInto('risk.officer')
      .values({ id: officer, register_id: register.id, person_id: person, from_on: today(inside) })
      .execute()
    return {
      subject: register.id,
      result: { id: officer, code: register.code },
      facts: { officer, person },
    }
  },
})

export const endOfficer = action({
  name: 'risk.officer.end',
  title: 'End the office of an officer of a register',
  doors: ['page', 'api', 'command'],
  fields: { register: field.id('Register'), officer: field.id('Officer') },
  async run(inside, { register: id, officer }) {
    const register = await registerToChange(inside, 'risk.officer.end', id)
    const { numUpdatedRows } = await inside.tx
      .updateTable('risk.officer')
      .set({ ended_on: today(inside) })
      .where('id', '=', officer)
      .where('register_id', '=', register.id)
      .where('ended_on', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) notFound('officer')
    return { subject: register.id, result: { code: register.code }, facts: { officer } }
  },
})
