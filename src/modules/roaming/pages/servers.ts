// The pages of servers: those of the federation for those who run it, a member's own for its contacts.
import { form, get, page, type FormState, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import type { FormMore } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { sitesOf } from '#modules/organisations/index.ts'
import { addServer, editServer, makeServerLive, retireServer } from '../actions/servers.ts'
import { linksOf, serverByCode, serversListed, serversOf, type Server } from '../queries/servers.ts'
import { DETAILS, holdsFor, KEEP, RUN, runsFederation } from '../queries/seeing.ts'
import { SERVER_PLACES } from '../rules/words.ts'
import { memberHref, ROWS_A_PAGE } from '../views/frame.ts'
import { memberServersView, serverColumns, serverHref, serversView, serverView } from '../views/servers.ts'
import { memberForm, memberHere } from './members.ts'
import { formView } from './register.ts'

const list = get('/govroam/servers', {
  permission: RUN,
  async run(visit) {
    const asked = filterOf(visit, 'place')
    const place = SERVER_PLACES.find((one) => one === asked)
    const wanted = place === undefined ? {} : { place }
    const format = formatOf(visit)
    if (format !== undefined) {
      const rows = await everyRow((after) =>
        serversListed(visit, { ...wanted, after, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'govroam-servers', serverColumns, rows)
    }
    const listed = await serversListed(visit, {
      ...wanted,
      after: filterOf(visit, 'after'),
      most: ROWS_A_PAGE,
    })
    return page(serversView({ listed, query: visit.query }))
  },
})

const own = get('/govroam/members/:code/servers', {
  permission: DETAILS,
  async run(visit) {
    const member = await memberHere(visit)
    return page(
      memberServersView({
        member,
        servers: await serversOf(visit, { memberId: member.id }),
        proxies: await serversOf(visit, { place: 'federation', state: 'live' }),
        links: await linksOf(visit, { memberId: member.id }),
        mayKeep: holdsFor(visit, KEEP, member),
      }),
    )
  },
})

const serverHere = (visit: Visit): Promise<Server> => serverByCode(visit, visit.params['server'] ?? '')

const mayKeep = (visit: Visit, server: Server): boolean =>
  server.organisation_id === null
    ? runsFederation(visit)
    : holdsFor(visit, KEEP, { organisation_id: server.organisation_id })

const one = get('/govroam/servers/:server', {
  permission: DETAILS,
  async run(visit) {
    const server = await serverHere(visit)
    return page(
      serverView({
        server,
        links: await linksOf(visit, { serverId: server.id }),
        mayKeep: mayKeep(visit, server),
        runs: runsFederation(visit),
      }),
    )
  },
})

const sections = (
  first: readonly string[],
  last: readonly string[] = [],
): NonNullable<FormMore['sections']> => [
  { title: 'What it is', fields: [...first, 'name', 'engine', 'does', ...last] },
  {
    title: 'Where it is reached',
    fields: ['address', 'transport', 'tlsName', 'authPort', 'nextPort', 'radsecPort'],
  },
  { title: 'How it is watched', fields: ['answersStatus', 'statusPort', 'position'] },
]

const MORE: NonNullable<FormMore['more']> = {
  engine: { as: 'radios' },
  does: { as: 'radios' },
  transport: { as: 'radios' },
}

const BEGIN = {
  engine: 'freeradius',
  does: 'both',
  transport: 'udp',
  authPort: 1812,
  nextPort: 11812,
  radsecPort: 2083,
  answersStatus: 'yes',
  position: 1,
}

/** At which sites a server of this body may stand; none for one of no member. */
const sitesFor = async (visit: Visit, { organisation_id: body }: Pick<Server, 'organisation_id'>) =>
  body === null
    ? {}
    : { site: (await sitesOf(visit, body)).map((site) => ({ value: site.id, text: site.name })) }

const add = form('/govroam/members/:code/servers/new', {
  action: addServer,
  load: memberHere,
  fixed: () => ({ place: 'member' }),
  async values(visit, member) {
    const there = await serversOf(visit, { memberId: member.id, retired: true })
    return {
      ...BEGIN,
      member: member.id,
      code: `${member.code}-${there.length + 1}`,
      position: there.length + 1,
    }
  },
  options: (visit, member) => sitesFor(visit, member),
  view: (_visit, member, state) =>
    memberForm(member, 'Register a server', state, {
      submit: 'Register it',
      sections: sections(['member', 'code'], ['site']),
      more: MORE,
      back: 'servers',
    }),
  then: ({ code }) => ({
    to: serverHref({ code }),
    notice: 'The server is registered. Put it into use when it is ready to be linked.',
  }),
})

const addOwn = form('/govroam/add-server', {
  action: addServer,
  values: () => ({ ...BEGIN, place: 'federation', statusPort: 18121 }),
  view: (_visit, _loaded, state) =>
    formView('Register a proxy or a server above', 'Govroam', state, {
      submit: 'Register it',
      sections: sections(['place', 'code']),
      more: { ...MORE, place: { as: 'radios' } },
      cancel: '/govroam/servers',
      crumbs: [{ href: '/govroam/servers', text: 'Servers' }],
    }),
  then: ({ code }) => ({ to: serverHref({ code }), notice: 'The server is registered.' }),
})

const aboutServer = (
  server: Server,
  title: string,
  state: FormState,
  more: Omit<FormMore, 'summary' | 'cancel'>,
) =>
  formView(title, server.code, state, {
    ...more,
    cancel: serverHref(server),
    crumbs: [
      server.member_code === null
        ? { href: '/govroam/servers', text: 'Servers' }
        : {
            href: memberHref({ code: server.member_code }, 'servers'),
            text: server.organisation_name ?? server.member_code,
          },
      { href: serverHref(server), text: server.code },
    ],
  })

const edit = form('/govroam/servers/:server/edit', {
  action: editServer,
  load: serverHere,
  values: (_visit, server) => ({
    server: server.id,
    name: server.name,
    address: server.address,
    engine: server.engine,
    does: server.does,
    transport: server.transport,
    authPort: server.auth_port,
    nextPort: server.next_port,
    statusPort: server.status_port ?? '',
    radsecPort: server.radsec_port,
    tlsName: server.tls_name ?? '',
    answersStatus: server.answers_status ? 'yes' : 'no',
    site: server.site_id ?? '',
    position: server.position,
    version: server.version,
  }),
  options: sitesFor,
  view: (_visit, server, state) =>
    aboutServer(server, 'Change the server', state, {
      submit: 'Save the server',
      sections: sections(['server'], server.organisation_id === null ? [] : ['site']),
      more: MORE,
    }),
  then: ({ code }) => ({
    to: serverHref({ code }),
    notice: 'The server is changed. It and those it talks to learn of it with the next configuration.',
  }),
})

const byVersion = (_visit: Visit, server: Server) => ({ server: server.id, version: server.version })

const live = form('/govroam/servers/:server/make-live', {
  action: makeServerLive,
  load: serverHere,
  values: byVersion,
  view: (_visit, server, state) =>
    aboutServer(server, 'Put it into use', state, {
      submit: 'Put it into use',
      before: paragraph('It is linked, and part of the next configuration.'),
    }),
  then: ({ code, linked }) => ({
    to: serverHref({ code }),
    notice:
      linked === 0 ? 'It is in use. Nothing to link it to yet.' : `It is in use, with ${linked} new links.`,
  }),
})

const retire = form('/govroam/servers/:server/retire', {
  action: retireServer,
  load: serverHere,
  values: byVersion,
  view: (_visit, server, state) =>
    aboutServer(server, 'Retire the server', state, {
      submit: 'Retire it',
      look: 'warning',
      before: paragraph(
        'Its links end, and it is gone from the next configuration. It does not come back: a new one gets another code.',
      ),
    }),
  then: ({ code }) => ({ to: serverHref({ code }), notice: 'The server is retired.' }),
})

export const serverPages: readonly Page[] = [list, own, add, addOwn, one, edit, live, retire]
