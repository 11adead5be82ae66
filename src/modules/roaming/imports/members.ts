// The file of members with their contacts.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import type { ImportOutcome } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsByCode, peopleByMail } from '#modules/organisations/index.ts'
import { pageField } from '../actions/federation.ts'
import { MEMBER } from '../actions/members.ts'
import { membersOf, type Member } from '../queries/members.ts'
import { TICKED_STEPS } from '../rules/boarding.ts'
import { SERVER_CODE } from '../rules/servers.ts'
import { CONTACT_DUTIES } from '../rules/words.ts'
import { counted, inChunks, listed, named, none, registerFile, type Read } from './file.ts'

const mails = (label: string) =>
  field
    .text(label, {
      most: 600,
      pattern: /^[^\s;@]+@[^\s;@]+(\s*;\s*[^\s;@]+@[^\s;@]+)*$/,
      wording: `${label} must be mail addresses with ; between them`,
    })
    .optional()

const memberColumns = {
  organisation: field.code('organisation'),
  code: field
    .text('code', { most: 40, pattern: SERVER_CODE, wording: 'code must be like medway' })
    .optional(),
  state: named('state', { boarding: '', live: '' }).optional(),
  joined: field.date('joined').optional(),
  helpdesk_mail: field.mail('helpdesk_mail').optional(),
  helpdesk_phone: field.text('helpdesk_phone', { most: 40 }).optional(),
  helpdesk_page: pageField('helpdesk_page').optional(),
  terms_page: pageField('terms_page').optional(),
  technical: mails('technical'),
  service: mails('service'),
  security: mails('security'),
  secrets: mails('secrets'),
  ticked: field.choices('ticked', Object.fromEntries(TICKED_STEPS.map((step) => [step, step]))).optional(),
}

type MemberAnswers = Answers<typeof memberColumns>

async function loadMembers(
  inside: Inside,
  { lines, faults }: Read<typeof memberColumns>,
): Promise<ImportOutcome> {
  const bodies = await organisationsByCode(
    inside,
    lines.map(({ answers }) => answers.organisation),
  )
  const known = new Map((await membersOf(inside, { left: true })).map((one) => [one.organisation_id, one]))
  const codes = new Map([...known.values()].map((one) => [one.code, one.organisation_id]))
  const people = await peopleByMail(
    inside,
    lines.flatMap(({ answers }) => contactsIn(answers).map(({ mail }) => mail)),
  )
  const employed = await employedAt(inside, [...people.values()])
  const holders = await secretHolders(inside)
  const wanted: {
    id: string
    row: ReturnType<typeof memberRow>
    before: Member | undefined
    answers: MemberAnswers
  }[] = []
  for (const { line, answers } of lines) {
    const body = bodies.get(answers.organisation)
    if (body === undefined) {
      faults.push({
        line,
        message: `There is no organisation "${answers.organisation}". Load the organisations first`,
      })
      continue
    }
    const before = known.get(body.id)
    const code = answers.code ?? before?.code ?? body.code
    if (before !== undefined && before.code !== code)
      faults.push({ line, message: `The code of ${body.name} is "${before.code}" and never changes` })
    // By its own step, which says why and who: a file that is loaded again must not undo it.
    if (before?.state === 'suspended' && answers.state !== null)
      faults.push({
        line,
        message: `${body.name} is suspended. Let it take part again on its page, or leave state empty`,
      })
    const holder = codes.get(code)
    if (holder !== undefined && holder !== body.id)
      faults.push({ line, message: `Another member has the code "${code}"` })
    codes.set(code, body.id)
    for (const { mail, duty } of contactsIn(answers)) {
      const person = people.get(mail)
      if (person === undefined) faults.push({ line, message: `Nobody has the address ${mail} (${duty})` })
      else if (!employed.has(`${person} ${body.id}`))
        faults.push({
          line,
          message: `${mail} does not work for ${body.name}, so cannot be its contact (${duty})`,
        })
    }
    if (listed(answers.secrets).length > 1)
      faults.push({
        line,
        message: 'Shared secrets are shown to one person of a member: name one in secrets',
      })
    for (const mail of listed(answers.secrets)) {
      const person = people.get(mail.toLowerCase())
      const named = before === undefined ? undefined : holders.get(before.id)
      if (named !== undefined && person !== undefined && named !== person)
        faults.push({
          line,
          message: `Shared secrets of ${body.name} are shown to somebody else already. End that first (secrets)`,
        })
      if (person !== undefined && person === personOf(inside) && named !== person)
        faults.push({ line, message: 'Nobody names themselves to receive shared secrets (secrets)' })
    }
    wanted.push({
      id: before?.id ?? inside.id(),
      row: memberRow(body.id, code, answers, before, inside),
      before,
      answers,
    })
  }
  if (faults.length > 0) return none(faults)
  const { changed, created, outcome } = counted(wanted)
  await inChunks([...created, ...changed] as typeof wanted, (some) =>
    inside.tx
      .insertInto('roaming.member')
      .values(some.map(({ id, row }) => ({ id, ...row })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          joined_on: ref('excluded.joined_on'),
          left_on: null,
          helpdesk_mail: ref('excluded.helpdesk_mail'),
          helpdesk_phone: ref('excluded.helpdesk_phone'),
          helpdesk_page: ref('excluded.helpdesk_page'),
          terms_page: ref('excluded.terms_page'),
          version: sql<number>`member.version + 1`,
        })),
      )
      .execute(),
  )
  const contacts = wanted.flatMap(({ id, answers }) =>
    contactsIn(answers).map(({ mail, duty }) => ({
      id: inside.id(),
      member_id: id,
      person_id: people.get(mail) ?? '',
      duty,
      from_on: londonDate(inside.now),
    })),
  )
  await inChunks(contacts, (some) =>
    inside.tx
      .insertInto('roaming.contact')
      .values([...some])
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  const ticks = wanted.flatMap(({ id, answers }) =>
    (answers.ticked ?? []).map((step) => ({
      member_id: id,
      step,
      done_at: inside.now,
      done_by: personOf(inside),
    })),
  )
  await inChunks(ticks, (some) =>
    inside.tx
      .insertInto('roaming.boarding_tick')
      .values([...some])
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  for (const { id } of [...created, ...changed] as typeof wanted) inside.found(MEMBER, id)
  return outcome
}

const contactsIn = (answers: MemberAnswers) =>
  CONTACT_DUTIES.flatMap((duty) => listed(answers[duty]).map((mail) => ({ duty, mail: mail.toLowerCase() })))

const memberRow = (
  organisationId: string,
  code: string,
  answers: MemberAnswers,
  before: Member | undefined,
  inside: Inside,
) => {
  const state = answers.state ?? (before === undefined || before.state === 'left' ? 'boarding' : before.state)
  return {
    organisation_id: organisationId,
    code,
    state,
    joined_on: answers.joined ?? before?.joined_on ?? (state === 'live' ? londonDate(inside.now) : null),
    helpdesk_mail: answers.helpdesk_mail ?? before?.helpdesk_mail ?? null,
    helpdesk_phone: answers.helpdesk_phone ?? before?.helpdesk_phone ?? null,
    helpdesk_page: answers.helpdesk_page ?? before?.helpdesk_page ?? null,
    terms_page: answers.terms_page ?? before?.terms_page ?? null,
  }
}

/** Who is shown the shared secrets of each member today. */
async function secretHolders(inside: Inside): Promise<ReadonlyMap<string, string>> {
  const rows = await inside.tx
    .selectFrom('roaming.contact')
    .select(['member_id', 'person_id'])
    .where('duty', '=', 'secrets')
    .where('ended_on', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.member_id, row.person_id]))
}

async function employedAt(inside: Inside, people: readonly string[]): Promise<ReadonlySet<string>> {
  const today = londonDate(inside.now).toString()
  const { rows } = await sql<{ person_id: string; organisation_id: string }>`
    select post.person_id, post.organisation_id from organisations.employment_card post
    where post.person_id = any(${[...people]}::uuid[]) and post.started_on <= ${today}::date
      and (post.ended_on is null or post.ended_on >= ${today}::date)`.execute(inside.tx)
  return new Set(rows.map((row) => `${row.person_id} ${row.organisation_id}`))
}

export const memberFile = registerFile({
  kind: 'roaming-members',
  title: 'Members of the roaming federation with their contacts',
  columns: memberColumns,
  key: (row) => row.organisation,
  load: loadMembers,
})
