// Addresses of champions: who fills which role, naming and ending them, and writing to all of one role.
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { paragraph } from '#web/parts.ts'
import {
  addChampionRole,
  appointChampion,
  confirmChampion,
  editChampionRole,
  endChampion,
  endChampionRole,
  writeToChampions,
} from '../actions/champions.ts'
import {
  championById,
  championRoleById,
  championRoles,
  championsEver,
  championsOf,
  lettersTo,
  namesChampions,
} from '../queries/champions.ts'
import { membersOn } from '../queries/partnerships.ts'
import {
  aboutChampion,
  beforeWriting,
  championColumns,
  championRowsOf,
  championsView,
} from '../views/champions.ts'
import { personOptions } from './arrangements.ts'
import { addressOf, crumbs, fixedPartnership, formBody, partnershipHere, scopeOf } from './here.ts'

const at = (visit: Visit): string => `/partnerships/${visit.params['partnership']}/champions`
const cancelled = (visit: Visit) => ({ cancel: { href: at(visit) } })

async function roleHere(visit: Visit) {
  const partnership = await partnershipHere(visit)
  const role = await championRoleById(visit, visit.params['role'] ?? '')
  if (role.partnership_id !== partnership.id || role.ended_on !== null) return notFound('role')
  return { partnership, role }
}

async function championHere(visit: Visit) {
  const partnership = await partnershipHere(visit)
  const champion = await championById(visit, visit.params['champion'] ?? '')
  if (champion.partnership_id !== partnership.id || champion.ended_on !== null) return notFound('champion')
  return { partnership, champion }
}

const fixedRole = (visit: Visit) => ({ role: visit.params['role'] })
const fixedChampion = (visit: Visit) => ({ champion: visit.params['champion'] })

export const championPages = [
  get('/partnerships/:partnership/champions', {
    permission: 'partnerships.champion.list',
    async run(visit) {
      const partnership = await partnershipHere(visit)
      const roles = await championRoles(visit, partnership.id)
      const members = await membersOn(visit, partnership.id, londonDate(visit.now))
      const rows = championRowsOf(members, await championsOf(visit, partnership.id))
      const columns = championColumns(addressOf(partnership), roles, (organisation) =>
        namesChampions(visit, partnership.id, organisation),
      )
      const format = formatOf(visit)
      if (format !== undefined) return fileOf(format, `${partnership.code}-champions`, columns, rows)
      return page({
        title: `Champions, ${partnership.name}`,
        breadcrumbs: crumbs(partnership),
        body: championsView({
          partnership,
          roles,
          rows,
          former: await championsEver(visit, partnership.id),
          columns,
          may: {
            add: visit.may('partnerships.champion-role.add', scopeOf(partnership)),
            name: members.some((member) => namesChampions(visit, partnership.id, member.organisation_id)),
            write: visit.may('partnerships.champion.write', scopeOf(partnership)),
          },
        }),
      })
    },
  }),

  form('/partnerships/:partnership/champions/roles/add', {
    action: addChampionRole,
    load: partnershipHere,
    fixed: fixedPartnership,
    values: () => ({ isSingle: 'yes', reviewMonths: '12' }),
    view: (visit, partnership, state) => ({
      title: 'Add a role',
      breadcrumbs: crumbs(partnership, { text: 'Champions', href: at(visit) }),
      body: formBody(
        state,
        'Add a role',
        partnership.name,
        { submit: 'Add the role', ...cancelled(visit) },
        paragraph('Every member body is then asked to name somebody.'),
      ),
    }),
    then: ({ code }) => ({
      to: `/partnerships/${code}/champions`,
      notice: 'The role was added. Each body’s lead is asked to name somebody.',
    }),
  }),

  form('/partnerships/:partnership/champions/roles/:role/edit', {
    action: editChampionRole,
    load: roleHere,
    fixed: fixedRole,
    values: (_visit, { role }) => ({
      name: role.name,
      purpose: role.purpose,
      isSingle: role.is_single ? 'yes' : 'no',
      reviewMonths: role.review_months === null ? '' : String(role.review_months),
      version: String(role.version),
    }),
    view: (visit, { partnership, role }, state) => ({
      title: 'Change the role',
      breadcrumbs: crumbs(partnership, { text: 'Champions', href: at(visit) }),
      body: formBody(state, 'Change the role', role.name, { submit: 'Save', ...cancelled(visit) }),
    }),
    then: (_result, visit) => ({ to: at(visit), notice: 'The role was changed.' }),
  }),

  form('/partnerships/:partnership/champions/roles/:role/end', {
    action: endChampionRole,
    load: roleHere,
    fixed: fixedRole,
    values: (_visit, { role }) => ({ version: String(role.version) }),
    view: (visit, { partnership, role }, state) => ({
      title: 'End the role',
      breadcrumbs: crumbs(partnership, { text: 'Champions', href: at(visit) }),
      body: formBody(
        state,
        'End the role',
        role.name,
        { submit: 'End the role', look: 'warning', ...cancelled(visit) },
        paragraph('Nobody is asked for it any more. Who filled it stays in the record.'),
      ),
    }),
    then: (_result, visit) => ({ to: at(visit), notice: 'The role was ended.' }),
  }),

  form('/partnerships/:partnership/champions/roles/:role/write', {
    action: writeToChampions,
    async load(visit) {
      const { partnership, role } = await roleHere(visit)
      const champions = (await championsOf(visit, partnership.id)).filter((one) => one.role_id === role.id)
      const members = await membersOn(visit, partnership.id, londonDate(visit.now))
      return { partnership, role, champions, members: members.length, sent: await lettersTo(visit, role.id) }
    },
    fixed: fixedRole,
    view: (visit, { partnership, role, champions, members, sent }, state) => ({
      title: `Write to all: ${role.name}`,
      breadcrumbs: crumbs(partnership, { text: 'Champions', href: at(visit) }),
      body: formBody(
        state,
        `Write to all: ${role.name}`,
        partnership.name,
        { submit: 'Send it', ...cancelled(visit) },
        beforeWriting(champions, members, sent),
      ),
    }),
    then: ({ people }, visit) => ({
      to: at(visit),
      notice: people === 1 ? 'It was sent to one person.' : `It was sent to ${people} people.`,
    }),
  }),

  form('/partnerships/:partnership/champions/appoint', {
    action: appointChampion,
    load: partnershipHere,
    options: async (visit, partnership) => {
      const members = (await membersOn(visit, partnership.id, londonDate(visit.now))).filter((member) =>
        namesChampions(visit, partnership.id, member.organisation_id),
      )
      const chosen = members.find((member) => member.organisation_id === visit.query['organisation'])
      const bodies = chosen === undefined ? members : [chosen]
      return {
        role: (await championRoles(visit, partnership.id)).map((role) => ({
          value: role.id,
          text: role.name,
        })),
        organisation: members.map((one) => ({ value: one.organisation_id, text: one.organisation_name })),
        person: await personOptions(
          visit,
          bodies.map((one) => one.organisation_id),
        ),
      }
    },
    values: (visit) => ({
      role: visit.query['role'] ?? '',
      organisation: visit.query['organisation'] ?? '',
    }),
    view: (visit, partnership, state) => ({
      title: 'Name a champion',
      breadcrumbs: crumbs(partnership, { text: 'Champions', href: at(visit) }),
      body: formBody(
        state,
        'Name a champion',
        partnership.name,
        {
          submit: 'Name them',
          ...cancelled(visit),
          more: { role: { as: 'select' }, organisation: { as: 'select' }, person: { as: 'select' } },
        },
        paragraph('From today, until it is ended or they leave.'),
      ),
    }),
    then: (_result, visit) => ({ to: at(visit), notice: 'The champion was named.' }),
  }),

  form('/partnerships/:partnership/champions/:champion/confirm', {
    action: confirmChampion,
    load: championHere,
    fixed: fixedChampion,
    view: (visit, { partnership, champion }, state) => ({
      title: 'Confirm a champion',
      breadcrumbs: crumbs(partnership, { text: 'Champions', href: at(visit) }),
      body: formBody(
        state,
        `Is ${champion.person_name} still the right person?`,
        champion.role_name,
        {
          submit: 'Yes, still right',
          cancel: { href: `${at(visit)}/${champion.id}/end`, text: 'No, end it' },
        },
        paragraph(aboutChampion(champion)),
      ),
    }),
    then: (_result, visit) => ({ to: at(visit), notice: 'It was confirmed.' }),
  }),

  form('/partnerships/:partnership/champions/:champion/end', {
    action: endChampion,
    load: championHere,
    fixed: fixedChampion,
    values: (visit) => ({ endedOn: londonDate(visit.now).toString() }),
    view: (visit, { partnership, champion }, state) => ({
      title: 'End somebody’s being a champion',
      breadcrumbs: crumbs(partnership, { text: 'Champions', href: at(visit) }),
      body: formBody(
        state,
        'End somebody’s being a champion',
        champion.role_name,
        { submit: 'End it', look: 'warning', ...cancelled(visit) },
        paragraph(aboutChampion(champion)),
      ),
    }),
    then: (_result, visit) => ({ to: at(visit), notice: 'It was ended. Name somebody else when you can.' }),
  }),
]
