// Addresses of partnerships, their officers and stated figures.
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { organisationById, organisationsNamed, peopleNamed } from '#modules/organisations/index.ts'
import { paragraph } from '#web/parts.ts'
import { declareFigure } from '../actions/figures.ts'
import { appointOfficer, endAppointment } from '../actions/officers.ts'
import { createPartnership, editPartnership } from '../actions/partnerships.ts'
import { agreementsOf, maySeeAgreements } from '../queries/agreements.ts'
import { arrangementsOf } from '../queries/arrangements.ts'
import { championRoles, championsOf } from '../queries/champions.ts'
import { declaredFigures } from '../queries/declared.ts'
import { membersOn, officersOf, partnershipsNamed, type Partnership } from '../queries/partnerships.ts'
import { reportsOf } from '../queries/reports.ts'
import { signpostsOf, topicsOf } from '../queries/signposts.ts'
import { kindTitle, OFFICER_ROLES } from '../rules/membership.ts'
import { partnershipPage } from '../slots.ts'
import type { Everyday } from '../views/on-partnership.ts'
import { partnershipColumns, partnershipList, partnershipView } from '../views/partnerships.ts'
import { addressOf, crumbs, fixedPartnership, formBody, partnershipHere, scopeOf } from './here.ts'

const bodies = async (visit: Visit) =>
  (await organisationsNamed(visit)).map((one) => ({ value: one.id, text: one.name }))

async function staffOfMembers(visit: Visit, partnershipId: string) {
  const members = await membersOn(visit, partnershipId, londonDate(visit.now))
  const people = await peopleNamed(visit, {
    organisationIds: members.map((member) => member.organisation_id),
  })
  return people.map((one) => ({ value: one.id, text: `${one.name}, ${one.organisation_name ?? ''}` }))
}

async function officerHere(visit: Visit) {
  const partnership = await partnershipHere(visit)
  const officer = (await officersOf(visit, partnership.id)).find(
    (one) => one.id === visit.params['appointment'],
  )
  return { partnership, officer: officer ?? notFound('appointment') }
}

async function everydayOf(visit: Visit, { id }: Partnership): Promise<Everyday> {
  const scope = { kind: 'partnership', id }
  return {
    champions: visit.may('partnerships.champion.list')
      ? { roles: await championRoles(visit, id), held: await championsOf(visit, id) }
      : null,
    signposts: (await signpostsOf(visit, id)).length,
    topics: await topicsOf(visit, id),
    arrangements: await arrangementsOf(visit, { partnership: id }),
    members: (await membersOn(visit, id, londonDate(visit.now))).length,
    may: {
      addRole: visit.may('partnerships.champion-role.add', scope),
      addSignpost: visit.may('partnerships.signpost.add', scope),
    },
  }
}

export const partnershipPages = [
  get('/partnerships', {
    permission: 'partnerships.partnership.list',
    async run(visit) {
      const today = londonDate(visit.now)
      const rows = []
      for (const one of await partnershipsNamed(visit))
        rows.push({ ...one, members: (await membersOn(visit, one.id, today)).length })
      const format = formatOf(visit)
      if (format !== undefined) return fileOf(format, 'partnerships', partnershipColumns, rows)
      return page({
        title: 'Partnerships',
        body: partnershipList(rows, visit.may('partnerships.partnership.create')),
      })
    },
  }),

  form('/partnerships/add', {
    action: createPartnership,
    options: async (visit) => ({ accountableBody: await bodies(visit) }),
    then: ({ code }) => ({
      to: `/partnerships/${code}`,
      notice: 'The partnership was added. Add its members next.',
    }),
  }),

  get('/partnerships/:partnership', {
    permission: 'partnerships.partnership.read',
    async run(visit) {
      const partnership = await partnershipHere(visit)
      const scope = scopeOf(partnership)
      const may = {
        edit: visit.may('partnerships.partnership.edit', scope),
        join: visit.may('partnerships.member.join', scope),
        appoint: visit.may('partnerships.officer.appoint', scope),
        money: visit.may('partnerships.subscription.list', scope),
        agree: visit.may('partnerships.agreement.add', scope),
        write: visit.may('partnerships.report.write', scope),
        declare: visit.may('partnerships.figure.declare', scope),
      }
      const parts = (await visit.fills(partnershipPage, { partnershipId: partnership.id })).toSorted(
        (one, other) => one.order - other.order,
      )
      return page({
        title: partnership.name,
        breadcrumbs: crumbs(),
        body: partnershipView({
          partnership,
          accountableBody:
            partnership.accountable_body_id === null
              ? null
              : (await organisationById(visit, partnership.accountable_body_id)).name,
          members: await membersOn(visit, partnership.id, londonDate(visit.now)),
          officers: visit.may('organisations.person.read') ? await officersOf(visit, partnership.id) : null,
          agreements: maySeeAgreements(visit, partnership.id)
            ? await agreementsOf(visit, partnership.id)
            : null,
          figures: may.write || may.declare ? await declaredFigures(visit, partnership.id) : null,
          reports: await reportsOf(visit, partnership.id),
          everyday: await everydayOf(visit, partnership),
          parts,
          may,
        }),
      })
    },
  }),

  form('/partnerships/:partnership/edit', {
    action: editPartnership,
    load: partnershipHere,
    fixed: fixedPartnership,
    options: async (visit) => ({ accountableBody: await bodies(visit) }),
    values: (_visit, one) => ({
      name: one.name,
      kind: kindTitle(one.kind),
      established: one.established === null ? '' : String(one.established),
      purpose: one.purpose,
      accountableBody: one.accountable_body_id ?? '',
      brandColour: one.brand_colour ?? '',
      mark: one.mark ?? '',
      host: one.host ?? '',
      partYear: one.part_year,
      paymentDays: String(one.payment_days),
      version: String(one.version),
    }),
    view: (_visit, partnership, state) => ({
      title: `Change ${partnership.name}`,
      breadcrumbs: crumbs(partnership),
      body: formBody(state, `Change ${partnership.name}`, 'Partnership', {
        submit: 'Save',
        cancel: { href: addressOf(partnership) },
        sections: [
          { title: 'What it is', fields: ['name', 'kind', 'established', 'purpose', 'accountableBody'] },
          {
            title: 'Its face',
            text: 'Shown on its own pages. A colour on which white words cannot be read is refused.',
            fields: ['brandColour', 'mark', 'host'],
          },
          { title: 'Subscriptions', fields: ['partYear', 'paymentDays', 'version'] },
        ],
      }),
    }),
    then: ({ code }) => ({ to: `/partnerships/${code}`, notice: 'The partnership was changed.' }),
  }),

  form('/partnerships/:partnership/officers/add', {
    action: appointOfficer,
    load: partnershipHere,
    fixed: fixedPartnership,
    options: async (visit, partnership) => ({ person: await staffOfMembers(visit, partnership.id) }),
    view: (_visit, partnership, state) => ({
      title: 'Appoint an officer',
      breadcrumbs: crumbs(partnership),
      body: formBody(
        state,
        'Appoint an officer',
        partnership.name,
        { submit: 'Appoint', cancel: { href: addressOf(partnership) } },
        paragraph('Officers come from the partnership’s members. The appointment begins today.'),
      ),
    }),
    then: ({ code }) => ({ to: `/partnerships/${code}`, notice: 'The officer was appointed.' }),
  }),

  form('/partnerships/:partnership/officers/:appointment/end', {
    action: endAppointment,
    load: officerHere,
    fixed: (visit) => ({ appointment: visit.params['appointment'] }),
    view: (_visit, { partnership, officer }, state) => ({
      title: 'End an appointment',
      breadcrumbs: crumbs(partnership),
      body: formBody(
        state,
        'End an appointment',
        partnership.name,
        { submit: 'End the appointment', look: 'warning', cancel: { href: addressOf(partnership) } },
        paragraph(
          `${officer.person_name}, ${OFFICER_ROLES[officer.role].toLowerCase()} since ${formatDate(officer.started_on)}. It ends today.`,
        ),
      ),
    }),
    then: (_result, visit) => ({
      to: `/partnerships/${visit.params['partnership']}`,
      notice: 'The appointment was ended.',
    }),
  }),

  form('/partnerships/:partnership/figures/declare', {
    action: declareFigure,
    load: partnershipHere,
    fixed: fixedPartnership,
    view: (_visit, partnership, state) => ({
      title: 'Record a stated figure',
      breadcrumbs: crumbs(partnership),
      body: formBody(
        state,
        'Record a stated figure',
        partnership.name,
        { submit: 'Record it', cancel: { href: addressOf(partnership) } },
        paragraph(
          'What a paper says, to be compared with the records whenever a report is written. An earlier statement of the same count is replaced.',
        ),
      ),
    }),
    then: ({ code }) => ({ to: `/partnerships/${code}`, notice: 'The stated figure was recorded.' }),
  }),
]
