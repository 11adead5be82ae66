// What happens when somebody leaves: access ends at once, what need not be kept is let go of, and six years later
// the name goes too (O3 to O6).
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { endingFaults, FORGOTTEN_NAME, mayForgetName, mayLoseAdministrator, NAME_KEPT } from '../rules.ts'
import { employersNow, lockedPerson, mustBeCurrent } from './people.ts'

/** Records that a person left (O3): posts and offices end, address and phone go, and every module lets go of what it need not keep. */
export const recordLeaver = action({
  name: 'organisations.person.leave',
  title: 'Record that somebody left',
  doors: ['page', 'api', 'command'],
  fields: { person: field.id('Person'), leftOn: field.date('Last day'), version: field.version() },
  async run(inside, { person, leftOn, version }) {
    const found = await lockedPerson(inside, person)
    await mustLeadEveryEmployer(inside, found.id)
    mustBeCurrent(found, version, { state: found.state === 'left' ? 'Has left' : 'Works here' })
    if (found.state === 'left')
      refuse(
        'conflict',
        'organisations.person.left-already',
        'This person’s leaving was recorded already. There is nothing more to do.',
      )
    const first = await inside.tx
      .selectFrom('organisations.employment')
      .select('started_on')
      .where('person_id', '=', found.id)
      .where('ended_on', 'is', null)
      .orderBy('started_on', 'desc')
      .executeTakeFirst()
    const today = londonDate(inside.now)
    const faults = endingFaults({ startedOn: first?.started_on ?? leftOn, endsOn: leftOn, today }, 'leftOn')
    if (faults.length > 0) invalid('organisations.person.last-day', faults)
    await keepAnAdministrator(inside, found.id)
    // An office may have begun after the last day that is now recorded; it ends no earlier than it began.
    for (const table of ['organisations.employment', 'organisations.office'] as const) {
      await inside.tx
        .updateTable(table)
        .set(({ fn, val, ref }) => ({
          ended_on: fn<Temporal.PlainDate>('greatest', [val(leftOn.toString()), ref('started_on')]),
        }))
        .where('person_id', '=', found.id)
        .where('ended_on', 'is', null)
        .execute()
    }
    await inside.tx
      .updateTable('organisations.person')
      .set({
        state: 'left',
        left_on: leftOn,
        mail: null,
        phone: null,
        mobile: null,
        mail_audience: null,
        phone_audience: null,
        mobile_audience: null,
        job_title_audience: null,
        version: version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    await inside.tx
      .updateTable('platform.subject')
      .set({ ended_on: leftOn })
      .where('id', '=', found.id)
      .execute()
    await inside.pass('organisations.person.leave', found.id, 'left', { leftOn: leftOn.toString() })
    await inside.announce('organisations.person.left', found.id, { person: found.id })
    return { subject: found.id, result: { id: found.id }, facts: { leftOn: leftOn.toString() } }
  },
})

/** Forgets a leaver's name for good (O4): when its time has come, or earlier on a ruling. */
export const forgetPerson = action({
  name: 'organisations.person.forget',
  title: 'Forget a leaver’s name',
  doors: ['page', 'api', 'command'],
  fields: {
    person: field.id('Person'),
    ruling: field
      .text('The ruling that requires it', {
        hint: 'Only before the name’s time has come: the reference of the decision',
      })
      .optional(),
  },
  async run(inside, { person, ruling }) {
    const found = await lockedPerson(inside, person)
    if (found.forgotten_at !== null) return { subject: found.id, result: { id: found.id } }
    mayForgetName({ state: found.state, leftOn: found.left_on }, londonDate(inside.now), ruling)
    await inside.subject({
      id: found.id,
      module: 'organisations',
      noun: 'person',
      title: FORGOTTEN_NAME,
      audience: 'staff',
    })
    await inside.tx
      .updateTable('organisations.person')
      .set({ name: FORGOTTEN_NAME, forgotten_at: inside.now, version: found.version + 1 })
      .where('id', '=', found.id)
      .execute()
    await inside.announce('organisations.person.forgotten', found.id, { person: found.id })
    return {
      subject: found.id,
      result: { id: found.id },
      facts: { early: ruling !== null },
      personal: { ruling },
    }
  },
})

/** Forgets every leaver's name whose time has come. The daily job; carrying it out twice forgets nothing twice. */
export const forgetNames = action({
  name: 'organisations.names.forget',
  title: 'Forget the names whose time has come',
  doors: [],
  fields: {},
  async run(inside) {
    const latest = londonDate(inside.now).subtract(NAME_KEPT)
    const due = await inside.tx
      .selectFrom('organisations.person')
      .select('id')
      .where('state', '=', 'left')
      .where('forgotten_at', 'is', null)
      .where('left_on', '<=', latest)
      .orderBy('id')
      .limit(500)
      .execute()
    for (const { id } of due) await inside.act(forgetPerson, { person: id })
    return { subject: null, result: { forgotten: due.length }, facts: { forgotten: due.length } }
  },
})

/** O5: refuses when nobody but this person is an administrator. */
export async function keepAnAdministrator(inside: Inside, personId: string): Promise<void> {
  // Two administrators who leave at the same moment must not both be told that the other remains: both read under the same locks.
  const held = await inside.tx
    .selectFrom('organisations.office')
    .select(['person_id'])
    .where('role', '=', 'administrator')
    .where('ended_on', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (!held.some((office) => office.person_id === personId)) return
  mayLoseAdministrator(held.filter((office) => office.person_id !== personId).length)
}

async function mustLeadEveryEmployer(inside: Inside, personId: string): Promise<void> {
  const employers = await employersNow(inside, personId)
  const foreign = employers.filter(
    (id) => !inside.may('organisations.person.leave', { kind: 'organisation', id }),
  )
  if (
    foreign.length === 0 &&
    (employers.length > 0 || inside.scopes('organisations.person.leave', 'organisation') === 'all')
  )
    return
  refuse(
    'forbidden',
    'organisations.person.works-elsewhere',
    'This person also works for another organisation. End the post in yours; only when the last one ends, or by an administrator, is the person recorded as having left.',
  )
}
