// The federation itself: set up once, described by those who run it; and who those are.
import { domainToASCII, domainToUnicode } from 'node:url'
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, type Fault } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationById, personCard } from '#modules/organisations/index.ts'
import { RUN } from '../queries/seeing.ts'
import { addressOfServer, readAddress, readNetwork } from '../rules/addresses.ts'
import { readRealm, type NameForms, type ReadRealm } from '../rules/realms.ts'
import { mustBeCurrent } from './locking.ts'

const FORMS: NameForms = { ascii: domainToASCII, letters: domainToUnicode }

/** A realm as somebody typed it, in its one spelling. */
export const realmTyped = (typed: string): ReadRealm => readRealm(typed, FORMS)

/** A web page that anybody may be sent to. */
export const pageField = (label: string, words: { readonly hint?: string } = {}) =>
  field.text(label, {
    most: 300,
    pattern: /^https:\/\/[^\s<>"']+$/,
    wording: `${label} must be a web address that begins with https://`,
    ...words,
  })

const described = {
  name: field.text('Name', { most: 80, hint: 'What its members call it, like Kent govroam' }),
  ssid: field.text('Wi-Fi name', {
    most: 32,
    hint: 'What devices look for (SSID)',
    // What must be put into quotes differently in each engine and device is not taken at all.
    pattern: /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/,
    wording: 'Wi-Fi name must be made of letters, numbers, spaces, dots, hyphens and underscores',
  }),
  operatorRealm: field.text('Realm of the federation', {
    most: 260,
    hint: 'What its own proxies call themselves, like roaming.kent.gov.uk. Nobody signs in with it',
  }),
  country: field.text('Country', {
    most: 2,
    pattern: /^[A-Za-z]{2}$/,
    wording: 'Country must be two letters, like GB',
  }),
  networks: field
    .longText('Networks of its servers', {
      most: 2000,
      hint: 'One a line, like 10.20.0.0/16. An address outside them is refused. Leave it empty to take any',
    })
    .optional(),
  resolvers: field
    .longText('DNS servers that proofs are looked for at', {
      most: 500,
      hint: 'One address a line. Leave it empty to ask those of this machine',
    })
    .optional(),
  probeAddress: field
    .text('Address our probes come from', {
      most: 60,
      hint: 'That of the machine on which this platform’s worker runs. Every server lets it in',
    })
    .optional(),
  helpdeskMail: field.mail('Mail of the helpdesk').optional(),
  helpdeskPhone: field.text('Phone of the helpdesk', { most: 40 }).optional(),
  helpdeskPage: pageField('Page of the helpdesk').optional(),
  traceDays: field.integer('Days the trace is kept', {
    least: 1,
    most: 184,
    hint: 'At most six months',
  }),
  lookupDays: field.integer('Days a look-up can be read', { least: 1, most: 92 }),
  rotateDays: field.integer('Days after which a secret should be changed', { least: 30, most: 1095 }),
}

type Described = Answers<typeof described>

/** What was said, as the table holds it; every fault at once. */
function columnsOf(said: Described) {
  const faults: Fault[] = []
  const realm = realmTyped(said.operatorRealm)
  if ('fault' in realm) faults.push({ field: 'operatorRealm', message: realm.fault })
  const networks = linesOf(said.networks).map((line) => ({ line, read: readNetwork(line) }))
  const wrong = networks.find((one) => one.read === null)
  if (wrong !== undefined)
    faults.push({
      field: 'networks',
      message: `“${wrong.line}” is no network. Enter one a line, like 10.20.0.0/16, with nothing set beyond the prefix`,
    })
  const known = networks.flatMap(({ read }) => (read === null ? [] : [read]))
  const resolvers = linesOf(said.resolvers)
  const unknown = resolvers.find((line) => !isResolver(line))
  if (unknown !== undefined)
    faults.push({
      field: 'resolvers',
      message: `“${unknown}” is no address. Enter one a line, like 10.20.0.53`,
    })
  const probe = said.probeAddress === null ? null : addressOfServer(said.probeAddress, known)
  if (probe !== null && 'fault' in probe) faults.push({ field: 'probeAddress', message: probe.fault })
  if (faults.length > 0) invalid('roaming.federation.settings', faults)
  return {
    name: said.name,
    ssid: said.ssid,
    operator_realm: 'name' in realm ? realm.name : '',
    country: said.country.toUpperCase(),
    networks: known,
    resolvers,
    probe_address: probe !== null && 'address' in probe ? probe.address : null,
    helpdesk_mail: said.helpdeskMail,
    helpdesk_phone: said.helpdeskPhone,
    helpdesk_page: said.helpdeskPage,
    trace_days: said.traceDays,
    lookup_days: said.lookupDays,
    rotate_days: said.rotateDays,
  }
}

const linesOf = (text: string | null): string[] =>
  (text ?? '')
    .split(/[\n,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

// '10.20.0.53', or with a port: '127.0.0.1:5353', '[::1]:5353'.
function isResolver(line: string): boolean {
  const port = line.match(/^(?:\[(?<six>[^\]]+)\]|(?<four>[0-9.]+)):(?<port>\d{1,5})$/)?.groups
  if (port === undefined) return readAddress(line) !== null
  return Number(port['port']) <= 65535 && readAddress(port['six'] ?? port['four'] ?? '') !== null
}

export const setUpFederation = action({
  name: 'roaming.federation.set-up',
  title: 'Set up the federation',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fields: {
    organisation: field.pick('Who runs its proxies', { from: 'organisations.organisation' }),
    ...described,
  },
  async run(inside, { organisation, ...said }) {
    const body = await organisationById(inside, organisation)
    const columns = columnsOf(said)
    const there = await inside.tx.selectFrom('roaming.federation').select('id').executeTakeFirst()
    if (there !== undefined)
      refuse(
        'conflict',
        'roaming.federation.there',
        'There is a federation here already. Change its settings.',
      )
    await refuseTakenRealm(inside, columns.operator_realm)
    const id = inside.id()
    await inside.tx
      .insertInto('roaming.federation')
      .values({ id, organisation_id: body.id, ...columns })
      .execute()
    return { subject: null, result: { id }, facts: { federation: id, organisation: body.id } }
  },
})

export const editFederation = action({
  name: 'roaming.federation.edit',
  title: 'Change the settings of the federation',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fields: { ...described, version: field.version() },
  async run(inside, { version, ...said }) {
    const federation = await inside.tx
      .selectFrom('roaming.federation')
      .selectAll()
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (federation === undefined) return notFound('federation')
    mustBeCurrent(federation, version, {
      name: federation.name,
      ssid: federation.ssid,
      operatorRealm: federation.operator_realm,
      networks: federation.networks.join('\n'),
      probeAddress: federation.probe_address ?? '',
    })
    const columns = columnsOf(said)
    if (columns.operator_realm !== federation.operator_realm)
      await refuseTakenRealm(inside, columns.operator_realm)
    await refuseServersAddress(inside, columns.probe_address)
    await inside.tx
      .updateTable('roaming.federation')
      .set({ ...columns, version: version + 1 })
      .execute()
    return {
      subject: null,
      result: { id: federation.id },
      facts: { federation: federation.id, operatorRealm: columns.operator_realm, ssid: columns.ssid },
    }
  },
})

// RADIUS knows who asks by the address, so our probes cannot come from a server's.
async function refuseServersAddress(inside: Inside, address: string | null): Promise<void> {
  const server = await inside.tx
    .selectFrom('roaming.server')
    .select('code')
    .where('address', '=', address ?? '')
    .where('state', '<>', 'retired')
    .executeTakeFirst()
  if (server !== undefined)
    invalid('roaming.federation.probe', [
      {
        field: 'probeAddress',
        message: `The server ${server.code} has this address. Probes need one of their own`,
      },
    ])
}

// The proxies' own name must be nobody's to sign in with.
async function refuseTakenRealm(inside: Inside, name: string): Promise<void> {
  const taken = await inside.tx
    .selectFrom('roaming.realm')
    .select('id')
    .where('name', '=', name)
    .where('state', '<>', 'withdrawn')
    .executeTakeFirst()
  if (taken !== undefined)
    invalid('roaming.federation.realm', [
      { field: 'operatorRealm', message: 'A member signs in with this realm. Choose one that nobody uses' },
    ])
}

export const appointOperator = action({
  name: 'roaming.operator.appoint',
  title: 'Appoint somebody to run the federation',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { person: field.pick('Person', { from: 'organisations.person' }) },
  async run(inside, { person }) {
    const found = await personCard(inside, person)
    if (found === undefined || found.state !== 'active')
      invalid('roaming.operator.person', [{ field: 'person', message: 'Select somebody who works here' }])
    const id = inside.id()
    await inside.tx
      .insertInto('roaming.operator')
      .values({ id, person_id: person, from_on: londonDate(inside.now) })
      .execute()
    return { subject: null, result: { id }, facts: { operator: id, person } }
  },
})

export const endOperator = action({
  name: 'roaming.operator.end',
  title: 'End somebody’s running of the federation',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { operator: field.id('Operator') },
  async run(inside, { operator }) {
    const held = await inside.tx
      .selectFrom('roaming.operator')
      .selectAll()
      .where('id', '=', operator)
      .forUpdate()
      .executeTakeFirst()
    if (held === undefined) return notFound('operator')
    if (held.ended_on !== null)
      refuse('conflict', 'roaming.operator.ended', 'They do not run the federation any more.')
    await inside.tx
      .updateTable('roaming.operator')
      .set({ ended_on: londonDate(inside.now) })
      .where('id', '=', operator)
      .execute()
    return { subject: null, result: { id: operator }, facts: { operator, person: held.person_id } }
  },
})
