// Leavers by the organisation's own list: who stands in it no more has left, or their post there has ended. A list
// that would take many away at once is held back, because it is more often a broken file than a mass departure.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { POSTLESS_DAYS, takesTooMany } from '../rules.ts'
import { endEmployment } from './employment.ts'
import { recordLeaver } from './leaving.ts'
import { lockedOrganisation, mustLead } from './organisations.ts'

const MOST_STAFF = 20_000
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

export type Reconciled = {
  readonly left: readonly { readonly name: string; readonly mail: string; readonly elsewhere: boolean }[]
  /** Addresses of the list that nobody here has: they are reported, not created. */
  readonly unknown: readonly string[]
  readonly stay: number
  readonly rehearsed: boolean
}

export const reconcileStaff = action({
  name: 'organisations.staff.reconcile',
  title: 'Compare with the list of current staff',
  doors: ['page', 'api', 'command'],
  fields: {
    organisation: field.code('Organisation'),
    mails: field.longText('Addresses of everybody who works there today', {
      most: 1_500_000,
      hint: 'One on each line',
    }),
    rehearse: field.yesNo('Only show what would happen?').optional(),
    confirmed: field
      .yesNo('Is it right that many leave at once?', {
        hint: 'Asked for when a fifth of the people, and more than five, stand in the list no more',
      })
      .optional(),
  },
  async run(inside, answers) {
    const employer = await lockedOrganisation(inside, answers.organisation)
    mustLead(inside, 'organisations.staff.reconcile', employer.id)
    const mails = listOf(answers.mails)
    const rehearse = answers.rehearse === true
    const result = await reconcile(inside, employer, mails, {
      confirmed: rehearse || answers.confirmed === true,
    })
    const { left, unknown, stay } = result
    if (rehearse) inside.rehearsed({ ...result, rehearsed: true })
    return {
      subject: employer.id,
      result,
      facts: { left: left.length, unknown: unknown.length, stay },
    }
  },
})

function listOf(text: string): ReadonlySet<string> {
  const lines = text
    .split(/[\s,;]+/)
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== '')
  const strange = lines.findIndex((line) => !MAIL.test(line))
  if (strange >= 0 || lines.length === 0) {
    const what =
      lines.length === 0
        ? 'The list is empty. Give the address of everybody who works there'
        : `"${lines[strange]?.slice(0, 80) ?? ''}" is no email address`
    invalid('organisations.staff.not-a-list', [{ field: 'mails', message: what }])
  }
  if (lines.length > MOST_STAFF) {
    invalid('organisations.staff.too-many', [
      { field: 'mails', message: `A list holds at most ${MOST_STAFF} addresses` },
    ])
  }
  return new Set(lines)
}

/** Ends what the list no longer holds: the person, or only the post here where they work elsewhere too. */
export async function reconcile(
  inside: Inside,
  employer: { readonly id: string; readonly name: string },
  mails: ReadonlySet<string>,
  how: { readonly confirmed: boolean },
): Promise<Reconciled> {
  const here = await staffOf(inside, employer.id)
  const known = new Set(here.map((one) => one.mail))
  const gone = here.filter((one) => !mails.has(one.mail))
  if (!how.confirmed && takesTooMany(gone.length, here.length)) {
    refuse(
      'conflict',
      'organisations.staff.too-many-leave',
      `By this list ${gone.length} of ${here.length} people of ${employer.name} would leave at once. If that is right, confirm it; if not, look whether the list is whole.`,
    )
  }
  const leftOn = londonDate(inside.now).toString()
  for (const one of gone) {
    if (one.elsewhere) await inside.act(endEmployment, { employment: one.employment, endedOn: leftOn })
    else await inside.act(recordLeaver, { person: one.id, leftOn, version: one.version })
  }
  return {
    left: gone.map(({ name, mail, elsewhere }) => ({ name, mail, elsewhere })),
    unknown: [...mails].filter((mail) => !known.has(mail)).toSorted(),
    stay: here.length - gone.length,
    rehearsed: false,
  }
}

async function staffOf(inside: Inside, organisationId: string) {
  const rows = await inside.tx
    .selectFrom('organisations.employment as post')
    .innerJoin('organisations.person as person', 'person.id', 'post.person_id')
    .select(['post.id as employment', 'person.id', 'person.name', 'person.mail', 'person.version'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('organisations.employment as other')
          .select('other.id')
          .whereRef('other.person_id', '=', 'post.person_id')
          .whereRef('other.id', '<>', 'post.id')
          .where('other.ended_on', 'is', null),
      ).as('elsewhere'),
    )
    .where('post.organisation_id', '=', organisationId)
    .where('post.started_on', '<=', londonDate(inside.now))
    .where('post.ended_on', 'is', null)
    .where('person.state', '=', 'active')
    .orderBy('person.name')
    .orderBy('person.id')
    .execute()
  return rows.map((row) => ({ ...row, mail: row.mail ?? '', elsewhere: Boolean(row.elsewhere) }))
}

/** The daily job: whose last post ended and who took up no other within a day has left (O12). Doing it twice does nothing more. */
export const recordPostless = action({
  name: 'organisations.postless.leave',
  title: 'Record as left whoever has no post any more',
  doors: [],
  fields: {},
  async run(inside) {
    const today = londonDate(inside.now)
    const due = await inside.tx
      .selectFrom('organisations.person as person')
      .select(['person.id', 'person.version'])
      .select(({ selectFrom }) =>
        selectFrom('organisations.employment as post')
          .select(({ fn }) => fn.max('post.ended_on').as('last'))
          .whereRef('post.person_id', '=', 'person.id')
          .as('last'),
      )
      .where('person.state', '=', 'active')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('organisations.employment as post')
              .select('post.id')
              .whereRef('post.person_id', '=', 'person.id')
              .where('post.ended_on', 'is', null),
          ),
        ),
      )
      // The only administrator keeps the office (O5), also without a post.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('organisations.office as office')
              .select('office.id')
              .whereRef('office.person_id', '=', 'person.id')
              .where('office.role', '=', 'administrator')
              .where('office.ended_on', 'is', null),
          ),
        ),
      )
      .orderBy('person.id')
      .limit(500)
      .execute()
    let left = 0
    for (const { id, version, last } of due) {
      if (last === null || Temporal.PlainDate.compare(last.add({ days: POSTLESS_DAYS }), today) > 0) continue
      await inside.act(recordLeaver, { person: id, leftOn: last.toString(), version })
      left += 1
    }
    return { subject: null, result: { left }, facts: { left } }
  },
})
