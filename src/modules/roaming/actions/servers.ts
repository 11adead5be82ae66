// Servers: registered, changed, put into use, retired. What is wrong is said all at once; links follow in the same
// transaction (actions/linking.ts).
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, type Fault } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { sitesOf } from '#modules/organisations/index.ts'
import { federationOf } from '../queries/federation.ts'
import { KEEP, RUN, runsFederation } from '../queries/seeing.ts'
import { seesServer } from '../queries/servers.ts'
import { addressOfServer } from '../rules/addresses.ts'
import {
  DOES_WORDS,
  ENGINE_WORDS,
  PLACE_WORDS,
  SERVER_CODE,
  serverFaults,
  TRANSPORT_WORDS,
} from '../rules/servers.ts'
import type { ServerPlace, ServerState } from '../rules/words.ts'
import { relink } from './linking.ts'
import { holdFederation, memberToChange, mustBeCurrent } from './locking.ts'

const port = (label: string, words: { readonly hint?: string } = {}) =>
  field.integer(label, { least: 1, most: 65_535, ...words })

const said = {
  name: field.text('Name', { most: 80, hint: 'For people, like Radius at County Hall' }),
  address: field.text('Address', {
    most: 60,
    hint: 'From which it asks and at which it answers: one IPv4 or IPv6 address, of the same kind as the proxies’',
  }),
  engine: field.choice('What runs on it', ENGINE_WORDS),
  does: field.choice('What it does', DOES_WORDS),
  transport: field.choice('How it talks to the federation', TRANSPORT_WORDS),
  authPort: port('Port', { hint: 'Usually 1812' }),
  nextPort: port('Second port', { hint: 'Through which a secret is changed without an outage, like 11812' }),
  statusPort: port('Status port', {
    hint: 'Where it answers Status-Server, if apart from the first',
  }).optional(),
  radsecPort: port('RadSec port', { hint: 'Usually 2083' }),
  tlsName: field
    .text('Name in its certificate', {
      most: 253,
      hint: 'For RadSec: its common name (CN), and better an alternative name too, like radius1.kent.gov.uk. Others refuse it under any other',
    })
    .optional(),
  answersStatus: field.yesNo('Does it answer Status-Server?', {
    hint: 'Then it is asked each minute, over UDP. One that speaks RadSec alone is only seen to be there: say no',
  }),
  site: field.pick('Site', { from: 'organisations.site' }).optional(),
  position: field.integer('Order', { least: 1, most: 20, hint: 'Of several servers, which is tried first' }),
}

type Said = Answers<typeof said>

export const addServer = action({
  name: 'roaming.server.add',
  title: 'Register a server',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: {
    member: field.id('Member').optional(),
    place: field.choice('Whose', PLACE_WORDS),
    code: field.text('Code', {
      most: 40,
      pattern: SERVER_CODE,
      wording: 'Code must be lower-case letters, numbers and hyphens, like kcc-1',
      hint: 'What it is called in every configuration. It never changes',
    }),
    ...said,
  },
  async run(inside, { member, place, code, ...rest }) {
    await holdFederation(inside)
    const owner = await ownerToChange(inside, place, member)
    const columns = await columnsOf(
      inside,
      { place, organisationId: owner.organisationId, code, id: null },
      rest,
    )
    const id = inside.id()
    await inside.tx
      .insertInto('roaming.server')
      .values({ id, place, member_id: owner.memberId, code, ...columns })
      .execute()
    return { subject: null, result: { id, code, member: owner.code }, facts: { server: id, place } }
  },
})

export const editServer = action({
  name: 'roaming.server.edit',
  title: 'Change a server',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: { server: field.id('Server'), ...said, version: field.version() },
  async run(inside, { server, version, ...rest }) {
    const { found, owner } = await serverToChange(inside, server)
    mustBeCurrent(found, version, {
      name: found.name,
      address: found.address,
      engine: found.engine,
      transport: found.transport,
      does: found.does,
    })
    if (found.state === 'retired') retired()
    const columns = await columnsOf(
      inside,
      { place: found.place, organisationId: owner.organisationId, code: found.code, id: found.id },
      rest,
    )
    await inside.tx
      .updateTable('roaming.server')
      .set({ ...columns, version: version + 1 })
      .where('id', '=', server)
      .execute()
    return {
      subject: null,
      result: { id: server, code: found.code, member: owner.code },
      facts: { server, address: columns.address },
    }
  },
})

const one = { server: field.id('Server'), version: field.version() }

/** From now on it is part of every configuration, and linked. */
export const makeServerLive = action({
  name: 'roaming.server.make-live',
  title: 'Put a server into use',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: one,
  run: (inside, { server, version }) => moved(inside, server, version, 'live'),
})

/** It is gone from the next configuration; its address may be used again. */
export const retireServer = action({
  name: 'roaming.server.retire',
  title: 'Retire a server',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: one,
  run: (inside, { server, version }) => moved(inside, server, version, 'retired'),
})

async function moved(inside: Inside, server: string, version: number, to: 'live' | 'retired') {
  const { found, owner } = await serverToChange(inside, server)
  mustBeCurrent(found, version)
  if (found.state === 'retired') retired()
  if (found.state === to) refuse('conflict', 'roaming.server.live', 'This server is in use already.')
  await inside.tx
    .updateTable('roaming.server')
    .set({ state: to, version: version + 1 })
    .where('id', '=', server)
    .execute()
  const links = await relink(inside)
  await inside.announce('roaming.server.changed', server, { server })
  return {
    subject: null,
    result: {
      id: server,
      code: found.code,
      member: owner.code,
      linked: links.made.length,
      ended: links.ended.length,
    },
    facts: { server, state: to, linked: links.made.length, ended: links.ended.length },
  }
}

function retired(): never {
  refuse('conflict', 'roaming.server.retired', 'This server is retired. Register it anew under another code.')
}

type Owner = {
  readonly memberId: string | null
  readonly organisationId: string | null
  readonly code: string | null
}

/** Whose server it is to be, held; the federation's own are for those who run it. */
async function ownerToChange(inside: Inside, place: ServerPlace, memberId: string | null): Promise<Owner> {
  if (place !== 'member') {
    if (!runsFederation(inside, RUN))
      refuse(
        'forbidden',
        'roaming.server.not-yours',
        'The federation’s own servers are for those who run it. Register a server of your organisation.',
      )
    if (memberId !== null)
      invalid('roaming.server.owner', [
        { field: 'place', message: 'A server of a member is of no other place' },
      ])
    return { memberId: null, organisationId: null, code: null }
  }
  if (memberId === null) invalid('roaming.server.owner', [{ field: 'member', message: 'Select the member' }])
  const member = await memberToChange(inside, memberId)
  if (member.state === 'left')
    refuse('conflict', 'roaming.member.state', 'This member has left. Invite it again first.')
  return { memberId: member.id, organisationId: member.organisation_id, code: member.code }
}

async function serverToChange(inside: Inside, id: string) {
  await holdFederation(inside)
  const at = await inside.tx
    .selectFrom('roaming.server as server')
    .leftJoin('roaming.member as member', 'member.id', 'server.member_id')
    .select(['server.place', 'server.member_id', 'member.organisation_id'])
    .where('server.id', '=', id)
    .executeTakeFirst()
  // Those of the federation and of other members are not there for whoever does not see them.
  if (at === undefined || !seesServer(inside, at)) return notFound('server')
  const owner = await ownerToChange(inside, at.place, at.member_id)
  const found = await inside.tx
    .selectFrom('roaming.server')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  return { found: found as typeof found & { readonly state: ServerState }, owner }
}

type About = {
  readonly place: ServerPlace
  readonly organisationId: string | null
  readonly code: string
  readonly id: string | null
}

/** What was said, as the table holds it; every fault at once, and then nothing is saved. */
async function columnsOf(inside: Inside, about: About, said: Said) {
  const federation = await federationOf(inside.tx)
  const tlsName = said.tlsName === null ? null : said.tlsName.toLowerCase()
  const faults: Fault[] = [...serverFaults({ ...said, tlsName, place: about.place })]
  // The national operator's stand in networks of its own; on loopback where ours do.
  const networks = federation?.networks ?? []
  const read = addressOfServer(said.address, networks, about.place === 'upstream')
  if ('fault' in read) faults.push({ field: 'address', message: read.fault })
  const taken = await inside.tx
    .selectFrom('roaming.server')
    .select(['id', 'code', 'address', 'state'])
    .where(({ eb, or, and }) =>
      or([
        eb('code', '=', about.code),
        and([eb('address', '=', 'address' in read ? read.address : ''), eb('state', '<>', 'retired')]),
      ]),
    )
    .execute()
  const others = taken.filter((other) => other.id !== about.id)
  if (others.some((other) => other.code === about.code))
    faults.push({ field: 'code', message: 'Another server has this code. Choose another' })
  if (
    'address' in read &&
    others.some((other) => other.address === read.address && other.state !== 'retired')
  )
    faults.push({
      field: 'address',
      message: 'Another server has this address: RADIUS knows a server by it, so it stands once',
    })
  if ('address' in read && about.place !== 'federation' && (await proxiesCannotReach(inside, read.address)))
    faults.push({
      field: 'address',
      message: `The federation’s proxies have no ${read.address.includes(':') ? 'IPv6' : 'IPv4'} address and could not reach it. Enter one of the same kind as theirs`,
    })
  if ('address' in read && read.address === federation?.probe_address)
    faults.push({
      field: 'address',
      message: 'Our own probes come from this address. Give the server one of its own',
    })
  if (said.site !== null && about.organisationId !== null) {
    const sites = await sitesOf(inside, about.organisationId)
    if (!sites.some((site) => site.id === said.site))
      faults.push({ field: 'site', message: 'Select a site of this organisation' })
  }
  if (faults.length > 0) invalid('roaming.server.said', faults)
  return {
    name: said.name,
    address: 'address' in read ? read.address : '',
    engine: said.engine,
    does: said.does,
    transport: said.transport,
    auth_port: said.authPort,
    next_port: said.nextPort,
    status_port: said.statusPort,
    radsec_port: said.radsecPort,
    tls_name: tlsName,
    answers_status: said.answersStatus,
    site_id: said.site,
    position: said.position,
  }
}

/** A question goes from an address to one of the same kind. Without a proxy yet, any may be the first. */
async function proxiesCannotReach(inside: Inside, address: string): Promise<boolean> {
  const proxies = await inside.tx
    .selectFrom('roaming.server')
    .select('address')
    .where('place', '=', 'federation')
    .where('state', '<>', 'retired')
    .execute()
  const isWide = address.includes(':')
  return proxies.length > 0 && proxies.every((proxy) => proxy.address.includes(':') !== isWide)
}
