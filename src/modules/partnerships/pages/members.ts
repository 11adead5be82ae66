// Addresses of members: who belongs and belonged, joining, tier, leaving.
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { londonDate, readDate } from '#platform/time/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { paragraph } from '#web/parts.ts'
import { changeTier, joinPartnership, leavePartnership } from '../actions/members.ts'
import { membershipsOf, membersOn, type Partnership } from '../queries/partnerships.ts'
import { tiersOf } from '../queries/subscriptions.ts'
import { PART_YEARS } from '../rules/subscriptions.ts'
import { memberColumns, memberList } from '../views/members.ts'
import { addressOf, crumbs, fixedPartnership, formBody, partnershipHere, scopeOf } from './here.ts'

async function memberHere(visit: Visit) {
  const partnership = await partnershipHere(visit)
  const member = (await membershipsOf(visit, partnership.id)).find((one) => one.id === visit.params['member'])
  return { partnership, member: member ?? notFound('member') }
}

const tiers = async (visit: Visit, partnership: Partnership) =>
  (await tiersOf(visit, partnership.id)).map((tier) => ({ value: tier.id, text: tier.name }))

const fixedMember = (visit: Visit) => ({ member: visit.params['member'] })

export const memberPages = [
  get('/partnerships/:partnership/members', {
    permission: 'partnerships.member.list',
    async run(visit) {
      const partnership = await partnershipHere(visit)
      const scope = scopeOf(partnership)
      const may = {
        leave: visit.may('partnerships.member.leave', scope),
        tier: visit.may('partnerships.member.change-tier', scope),
        money: visit.may('partnerships.subscription.list', scope),
      }
      const on = readDate(visit.query['on'] ?? '') ?? null
      const rows =
        on === null ? await membershipsOf(visit, partnership.id) : await membersOn(visit, partnership.id, on)
      const columns = memberColumns(addressOf(partnership), may)
      const format = formatOf(visit)
      if (format !== undefined)
        return fileOf(
          format,
          `${partnership.code}-members`,
          columns.filter((column) => column.key !== 'steps'),
          rows,
        )
      return page({
        title: `Members of ${partnership.name}`,
        breadcrumbs: crumbs(partnership),
        body: memberList({
          partnership,
          rows,
          on,
          query: visit.query,
          columns,
          mayJoin: visit.may('partnerships.member.join', scope),
        }),
      })
    },
  }),

  form('/partnerships/:partnership/members/add', {
    action: joinPartnership,
    load: partnershipHere,
    fixed: fixedPartnership,
    options: async (visit, partnership) => {
      const members = new Set(
        (await membersOn(visit, partnership.id, londonDate(visit.now))).map(
          (member) => member.organisation_id,
        ),
      )
      const others = (await organisationsNamed(visit)).filter((one) => !members.has(one.id))
      return {
        organisation: others.map((one) => ({ value: one.id, text: one.name })),
        tier: await tiers(visit, partnership),
      }
    },
    view: (_visit, partnership, state) => ({
      title: 'Add a member',
      breadcrumbs: crumbs(partnership),
      body: formBody(state, 'Add a member', partnership.name, {
        submit: 'Add the member',
        cancel: { href: addressOf(partnership) },
      }),
    }),
    then: ({ code }) => ({ to: `/partnerships/${code}/members`, notice: 'The member was added.' }),
  }),

  form('/partnerships/:partnership/members/:member/tier', {
    action: changeTier,
    load: memberHere,
    fixed: fixedMember,
    options: async (visit, { partnership }) => ({ tier: await tiers(visit, partnership) }),
    values: (_visit, { member }) => ({ tier: member.tier_id ?? '', version: String(member.version) }),
    view: (_visit, { partnership, member }, state) => ({
      title: 'Change a member’s tier',
      breadcrumbs: crumbs(partnership),
      body: formBody(
        state,
        'Change a member’s tier',
        member.organisation_name,
        { submit: 'Save', cancel: { href: `${addressOf(partnership)}/members` } },
        paragraph('The tier counts from the next charge on. What was charged stays.'),
      ),
    }),
    then: (_result, visit) => ({
      to: `/partnerships/${visit.params['partnership']}/members`,
      notice: 'The tier was changed.',
    }),
  }),

  form('/partnerships/:partnership/members/:member/leave', {
    action: leavePartnership,
    load: memberHere,
    fixed: fixedMember,
    values: (_visit, { member }) => ({ version: String(member.version) }),
    view: (_visit, { partnership, member }, state) => ({
      title: 'Record that a member leaves',
      breadcrumbs: crumbs(partnership),
      body: formBody(
        state,
        'Record that a member leaves',
        member.organisation_name,
        {
          submit: 'Record the last day',
          look: 'warning',
          cancel: { href: `${addressOf(partnership)}/members` },
        },
        paragraph(
          `${PART_YEARS[partnership.part_year]}. What it no longer owes is taken off its charges. Its people lose what membership gives them after the last day.`,
        ),
      ),
    }),
    then: ({ code, adjusted }) => ({
      to: `/partnerships/${code}/members`,
      notice:
        adjusted === 0
          ? 'The last day was recorded.'
          : `The last day was recorded, and ${adjusted === 1 ? 'one charge was' : `${adjusted} charges were`} reduced.`,
    }),
  }),
]
