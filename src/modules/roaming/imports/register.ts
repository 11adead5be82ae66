// Files of a register that exists already: its members with their contacts, realms, servers and sites. Each is loaded whole
// or not at all; loading it again changes nothing; an empty cell leaves what is recorded. A handful of statements, however
// long the file. They are for those who run the federation: a file may say what a member would otherwise show.
import type { Inside } from '#platform/actions/index.ts'
import { personOf } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import {
  readLines,
  type ImportKind,
  type ImportLine,
  type ImportOutcome,
  type ImportRow,
} from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsByCode, peopleByMail } from '#modules/organisations/index.ts'
import { pageField, realmTyped } from '../actions/federation.ts'
import { relink } from '../actions/linking.ts'
import { holdFederation } from '../actions/locking.ts'
import { NAS_NAME } from '../actions/locations.ts'
import { LOCATION, MEMBER, REALM } from '../actions/members.ts'
import { inTheWay, newChallenge } from '../actions/realms.ts'
import { federationOf } from '../queries/federation.ts'
import { membersOf, type Member } from '../queries/members.ts'
import { serversOf } from '../queries/servers.ts'
import { RUN } from '../queries/seeing.ts'
import { addressOfServer } from '../rules/addresses.ts'
import { TICKED_STEPS } from '../rules/boarding.ts'
import { namesAbove } from '../rules/realms.ts'
import {
  DOES_WORDS,
  ENGINE_WORDS,
  PLACE_WORDS,
  SERVER_CODE,
  serverFaults,
  TRANSPORT_WORDS,
} from '../rules/servers.ts'
import { CONTACT_DUTIES } from '../rules/words.ts'

const MOST_ROWS = 20_000
const AT_ONCE = 1000

const none = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults: faults.toSorted((one, other) => one.line - other.line),
})

/** A choice whose words in a file are its own names. */
const named = <const O extends Readonly<Record<string, string>>>(label: string, options: O) =>
  field.choice(
    label,
    Object.fromEntries(Object.keys(options).map((one) => [one, one])) as { [K in keyof O]: string },
  )

const mails = (label: string) =>
  field
    .text(label, {
      most: 600,
      pattern: /^[^\s;@]+@[^\s;@]+(\s*;\s*[^\s;@]+@[^\s;@]+)*$/,
      wording: `${label} must be mail addresses with ; between them`,
    })
    .optional()

const listed = (text: string | null): string[] =>
  (text ?? '')
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')

async function inChunks<T>(
  rows: readonly T[],
  write: (some: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += AT_ONCE) await write(rows.slice(at, at + AT_ONCE))
}

const tooLong = (rows: readonly ImportRow[]): ImportOutcome | undefined => {
  const beyond = rows[MOST_ROWS]
  return beyond === undefined
    ? undefined
    : none([{ line: beyond.line, message: `A file has at most ${MOST_ROWS} lines` }])
}

/** Counts what differs; `before` is what stands, undefined where nothing does. */
function counted<T extends object>(
  wanted: readonly { readonly row: T; readonly before: object | undefined }[],
) {
  const differs = ({ row, before }: { readonly row: T; readonly before: object | undefined }): boolean =>
    before !== undefined &&
    Object.entries(row).some(
      ([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(Reflect.get(before, name) ?? null),
    )
  const changed = wanted.filter(differs)
  const created = wanted.filter((one) => one.before === undefined)
  return {
    changed,
    created,
    outcome: {
      created: created.length,
      changed: changed.length,
      unchanged: wanted.length - created.length - changed.length,
      faults: [],
    } satisfies ImportOutcome,
  }
}

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

async function loadMembers(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const long = tooLong(rows)
  if (long !== undefined) return long
  await holdFederation(inside)
  const { lines, faults } = readLines(rows, memberColumns, (row) => row.organisation)
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

/** Members that have not left, by code, and the fault of a line that names none. */
async function membersByCode(inside: Inside): Promise<ReadonlyMap<string, Member>> {
  return new Map((await membersOf(inside)).map((one) => [one.code, one]))
}

const noMember = (code: string): string => `There is no member "${code}". Load the members first`

const realmColumns = {
  member: field.code('member'),
  realm: field.text('realm', { most: 260 }),
  evidence: field.text('evidence', { least: 10, most: 300 }).optional(),
}

async function loadRealms(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const long = tooLong(rows)
  if (long !== undefined) return long
  await holdFederation(inside)
  const { lines, faults } = readLines(rows, realmColumns, (row) => row.realm.toLowerCase())
  const members = await membersByCode(inside)
  const read = lines.flatMap(({ line, answers }) => {
    const member = members.get(answers.member)
    const realm = realmTyped(answers.realm)
    if (member === undefined) faults.push({ line, message: noMember(answers.member) })
    if ('fault' in realm) faults.push({ line, message: `"${answers.realm}": ${realm.fault}` })
    return member === undefined || 'fault' in realm
      ? []
      : [{ line, member, realm, evidence: answers.evidence }]
  })
  const { rows: known } = await sql<{ id: string; name: string; member_id: string; state: string }>`
    select id, name, member_id, state from roaming.realm where state <> 'withdrawn'
      and name = any(${read.map(({ realm }) => realm.name)}::text[])`.execute(inside.tx)
  const standing = new Map(known.map((one) => [one.name, one]))
  const way = await inTheWay(
    inside,
    read.map(({ realm }) => realm.name),
  )
  const inFile = new Map<string, string>()
  for (const { realm, member } of read) inFile.set(realm.name, inFile.get(realm.name) ?? member.id)
  for (const { line, realm, member } of read) {
    const others =
      (way.get(realm.name) ?? []).some((one) => one.member_id !== member.id) ||
      [realm.name, ...namesAbove(realm.name)].some((name) => (inFile.get(name) ?? member.id) !== member.id)
    // Another's realm is never named with whose it is, not even to those who load files.
    if (others)
      faults.push({
        line,
        message: `${realm.name} is already registered, or lies above or below one that is`,
      })
  }
  if (faults.length > 0) return none(faults)
  const wanted = [...new Map(read.map((one) => [one.realm.name, one])).values()]
  const fresh = wanted
    .filter(({ realm }) => !standing.has(realm.name))
    .map(({ realm, member, evidence }) => ({
      id: inside.id(),
      member_id: member.id,
      name: realm.name,
      shown: realm.shown,
      challenge: newChallenge(),
      claimed_at: inside.now,
      ...provenBy(inside, evidence),
    }))
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('roaming.realm')
      .values([...some])
      .execute(),
  )
  const vouched = wanted.flatMap(({ realm, evidence }) => {
    const before = standing.get(realm.name)
    return before?.state === 'claimed' && evidence !== null ? [{ id: before.id, evidence }] : []
  })
  if (vouched.length > 0)
    await sql`update roaming.realm realm set state = 'proven', proof = 'vouched', evidence = said.evidence,
        vouched_by = ${personOf(inside)}::uuid, proven_at = ${inside.now}, version = realm.version + 1
      from unnest(${vouched.map(({ id }) => id)}::uuid[], ${vouched.map(({ evidence }) => evidence)}::text[]) as said (id, evidence)
      where realm.id = said.id`.execute(inside.tx)
  for (const { id } of [...fresh, ...vouched]) inside.found(REALM, id)
  for (const id of new Set(wanted.map(({ member }) => member.id))) inside.found(MEMBER, id)
  return {
    created: fresh.length,
    changed: vouched.length,
    unchanged: lines.length - fresh.length - vouched.length,
    faults: [],
  }
}

const provenBy = (inside: Inside, evidence: string | null) =>
  evidence === null
    ? { state: 'claimed' as const, proof: null, evidence: null, vouched_by: null, proven_at: null }
    : {
        state: 'proven' as const,
        proof: 'vouched' as const,
        evidence,
        vouched_by: personOf(inside),
        proven_at: inside.now,
      }

const port = (label: string) => field.integer(label, { least: 1, most: 65_535 }).optional()

const serverColumns = {
  code: field.text('code', { most: 40, pattern: SERVER_CODE, wording: 'code must be like kcc-1' }),
  place: named('place', PLACE_WORDS).optional(),
  member: field.code('member').optional(),
  name: field.text('name', { most: 80 }).optional(),
  address: field.text('address', { most: 60 }),
  engine: named('engine', ENGINE_WORDS).optional(),
  does: named('does', DOES_WORDS).optional(),
  transport: named('transport', TRANSPORT_WORDS).optional(),
  auth_port: port('auth_port'),
  next_port: port('next_port'),
  status_port: port('status_port'),
  radsec_port: port('radsec_port'),
  tls_name: field.text('tls_name', { most: 253 }).optional(),
  answers_status: field.yesNo('answers_status').optional(),
  site: field.code('site').optional(),
  position: field.integer('position', { least: 1, most: 20 }).optional(),
  state: named('state', { planned: '', live: '' }).optional(),
}

async function loadServers(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const long = tooLong(rows)
  if (long !== undefined) return long
  await holdFederation(inside)
  const { lines, faults } = readLines(rows, serverColumns, (row) => row.code)
  const federation = await federationOf(inside.tx)
  const members = await membersByCode(inside)
  const there = await serversOf(inside, { retired: true })
  const known = new Map(there.map((one) => [one.code, one]))
  const addresses = new Map(
    there.filter((one) => one.state !== 'retired').map((one) => [one.address, one.code]),
  )
  const sites = await sitesByCode(
    inside,
    lines.flatMap(({ answers }) => answers.site ?? []),
  )
  const wanted = lines.flatMap(({ line, answers: said }) => {
    const before = known.get(said.code)
    const place = said.place ?? before?.place ?? 'member'
    const member = said.member === null ? undefined : members.get(said.member)
    const memberId = said.member === null ? (before?.member_id ?? null) : (member?.id ?? null)
    const fault = (message: string): void => void faults.push({ line, message })
    if (said.member !== null && member === undefined) fault(noMember(said.member))
    if ((place === 'member') !== (said.member !== null || memberId !== null))
      fault(
        place === 'member'
          ? 'A server of a member says which member'
          : 'Only a server of a member says a member',
      )
    if (before !== undefined && (before.place !== place || before.member_id !== memberId))
      fault(
        `"${said.code}" belongs to ${before.organisation_name ?? 'the federation or its operator'} and never changes hands. Give the other server another code`,
      )
    if (before?.state === 'retired') fault(`"${said.code}" is retired. Give the new server another code`)
    const read = addressOfServer(said.address, federation?.networks ?? [], place === 'upstream')
    if ('fault' in read) {
      fault(read.fault)
      return []
    }
    const holder = addresses.get(read.address)
    if (holder !== undefined && holder !== said.code)
      fault(`"${holder}" has the address ${read.address} already`)
    addresses.set(read.address, said.code)
    const site = said.site === null ? undefined : sites.get(said.site)
    if (
      said.site !== null &&
      (site === undefined || (member !== undefined && site.organisation_id !== member.organisation_id))
    )
      fault(`"${said.site}" is no site of this organisation`)
    const row = {
      place,
      member_id: memberId,
      code: said.code,
      name: said.name ?? before?.name ?? said.code,
      address: read.address,
      engine: said.engine ?? before?.engine ?? ('freeradius' as const),
      does: said.does ?? before?.does ?? ('both' as const),
      transport: said.transport ?? before?.transport ?? ('udp' as const),
      auth_port: said.auth_port ?? before?.auth_port ?? 1812,
      next_port: said.next_port ?? before?.next_port ?? 11_812,
      status_port: said.status_port ?? before?.status_port ?? null,
      radsec_port: said.radsec_port ?? before?.radsec_port ?? 2083,
      tls_name: said.tls_name?.toLowerCase() ?? before?.tls_name ?? null,
      answers_status: said.answers_status ?? before?.answers_status ?? true,
      site_id: site?.id ?? before?.site_id ?? null,
      position: said.position ?? before?.position ?? 1,
      state: said.state ?? (before?.state === 'live' ? ('live' as const) : ('planned' as const)),
    }
    for (const { message } of serverFaults({
      place,
      engine: row.engine,
      transport: row.transport,
      does: row.does,
      authPort: row.auth_port,
      nextPort: row.next_port,
      statusPort: row.status_port,
      radsecPort: row.radsec_port,
      tlsName: row.tls_name,
    }))
      fault(message)
    return [{ id: before?.id ?? inside.id(), row, before }]
  })
  if (faults.length > 0) return none(faults)
  const { changed, created, outcome } = counted(wanted)
  await inChunks([...created, ...changed] as typeof wanted, (some) =>
    inside.tx
      .insertInto('roaming.server')
      .values(some.map(({ id, row }) => ({ id, ...row })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          address: ref('excluded.address'),
          engine: ref('excluded.engine'),
          does: ref('excluded.does'),
          transport: ref('excluded.transport'),
          auth_port: ref('excluded.auth_port'),
          next_port: ref('excluded.next_port'),
          status_port: ref('excluded.status_port'),
          radsec_port: ref('excluded.radsec_port'),
          tls_name: ref('excluded.tls_name'),
          answers_status: ref('excluded.answers_status'),
          site_id: ref('excluded.site_id'),
          position: ref('excluded.position'),
          state: ref('excluded.state'),
          version: sql<number>`server.version + 1`,
        })),
      )
      .execute(),
  )
  await relink(inside)
  return outcome
}

type SiteRow = { readonly id: string; readonly code: string; readonly organisation_id: string }

async function sitesByCode(inside: Inside, codes: readonly string[]): Promise<ReadonlyMap<string, SiteRow>> {
  const { rows } = await sql<SiteRow>`
    select id, code, organisation_id from organisations.site_card where code = any(${[...codes]}::text[])`.execute(
    inside.tx,
  )
  return new Map(rows.map((row) => [row.code, row]))
}

const siteColumns = {
  site: field.code('site'),
  access_points: field.integer('access_points', { least: 1, most: 100_000 }).optional(),
  hours: field.text('hours', { most: 200 }).optional(),
  coverage: field.text('coverage', { most: 300 }).optional(),
  nas_identifiers: field.text('nas_identifiers', { most: 4000 }).optional(),
  public: field.yesNo('public').optional(),
  from: field.date('from').optional(),
}

async function loadSites(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const long = tooLong(rows)
  if (long !== undefined) return long
  await holdFederation(inside)
  const { lines, faults } = readLines(rows, siteColumns, (row) => row.site)
  const members = new Map((await membersOf(inside)).map((one) => [one.organisation_id, one]))
  const sites = await sitesByCode(
    inside,
    lines.map(({ answers }) => answers.site),
  )
  const police = new Set(await policeBodies(inside))
  const known = new Map(
    (await inside.tx.selectFrom('roaming.location').selectAll().execute()).map((one) => [one.site_id, one]),
  )
  // By its name an incident is traced to one site of the member; sites that the file says anew are taken from it.
  const anew = new Set(
    lines.flatMap(({ answers }) =>
      answers.nas_identifiers === null ? [] : (sites.get(answers.site)?.id ?? []),
    ),
  )
  const points = new Map(
    [...known.values()].flatMap((one) =>
      one.to_on !== null || anew.has(one.site_id)
        ? []
        : one.nas_identifiers.map((name) => [`${one.member_id} ${name}`, one.site_id] as const),
    ),
  )
  const wanted = lines.flatMap(({ line, answers: said }) => {
    const site = sites.get(said.site)
    const member = site === undefined ? undefined : members.get(site.organisation_id)
    if (site === undefined)
      faults.push({ line, message: `There is no site "${said.site}". Load the sites first` })
    else if (member === undefined)
      faults.push({ line, message: `"${said.site}" is a site of no member. Load the members first` })
    if (site === undefined || member === undefined) return []
    const before = known.get(site.id)
    const names = [...new Set(listed(said.nas_identifiers))]
    for (const name of names) {
      const holder = points.get(`${member.id} ${name}`) ?? site.id
      if (!NAS_NAME.test(name))
        faults.push({ line, message: `"${name}" is no name of an access point: plain letters` })
      else if (holder !== site.id)
        faults.push({ line, message: `"${name}" is the name of an access point at another of its sites` })
      points.set(`${member.id} ${name}`, site.id)
    }
    const row = {
      site_id: site.id,
      member_id: member.id,
      access_points: said.access_points ?? before?.access_points ?? null,
      hours_words: said.hours ?? before?.hours_words ?? null,
      coverage_words: said.coverage ?? before?.coverage_words ?? null,
      nas_identifiers: said.nas_identifiers === null ? (before?.nas_identifiers ?? []) : names,
      is_public: said.public ?? before?.is_public ?? !police.has(site.organisation_id),
      from_on: said.from ?? before?.from_on ?? londonDate(inside.now),
      to_on: null,
    }
    return [{ row, before }]
  })
  if (faults.length > 0) return none(faults)
  const { changed, created, outcome } = counted(wanted)
  await inChunks([...created, ...changed], (some) =>
    inside.tx
      .insertInto('roaming.location')
      .values(some.map(({ row }) => row))
      .onConflict((conflict) =>
        conflict.column('site_id').doUpdateSet(({ ref }) => ({
          member_id: ref('excluded.member_id'),
          access_points: ref('excluded.access_points'),
          hours_words: ref('excluded.hours_words'),
          coverage_words: ref('excluded.coverage_words'),
          nas_identifiers: ref('excluded.nas_identifiers'),
          is_public: ref('excluded.is_public'),
          from_on: ref('excluded.from_on'),
          to_on: null,
          version: sql<number>`location.version + 1`,
        })),
      )
      .execute(),
  )
  for (const { row } of [...created, ...changed]) inside.found(LOCATION, row.site_id)
  return outcome
}

async function policeBodies(inside: Inside): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from organisations.organisation_card where kind = 'police'`.execute(inside.tx)
  return rows.map(({ id }) => id)
}

const kind = (
  name: string,
  title: string,
  columns: Readonly<Record<string, { readonly required: boolean }>>,
  load: ImportKind['load'],
): ImportKind => ({
  kind: name,
  title,
  permission: RUN,
  headers: Object.keys(columns).filter((one) => columns[one]?.required === true),
  optionalHeaders: Object.keys(columns).filter((one) => columns[one]?.required !== true),
  load,
})

export const registerFiles: readonly ImportKind[] = [
  kind(
    'roaming-members',
    'Members of the roaming federation with their contacts',
    memberColumns,
    loadMembers,
  ),
  kind('roaming-realms', 'Realms of the members of the roaming federation', realmColumns, loadRealms),
  kind(
    'roaming-servers',
    'RADIUS servers of the roaming federation and its members',
    serverColumns,
    loadServers,
  ),
  kind('roaming-sites', 'Sites at which the roaming federation’s Wi-Fi can be used', siteColumns, loadSites),
]
