// How the records of this module are found: services and the directory by anybody, arrangements of today by whoever
// is signed in, those of earlier years by anybody.
import { sql } from '#platform/database/index.ts'
import { isAmong, keyFor, PUBLIC, said, type SearchKind } from '#platform/search/index.ts'
import { STAGES } from './rules/arrangements.ts'

const joined = (...words: readonly (string | null | undefined)[]): string =>
  words.filter((one) => one !== null && one !== undefined && one !== '').join('\n')

const serviceKind: SearchKind = {
  kind: 'partnerships.service',
  title: 'Service',
  plural: 'Services',
  async records(db, ids) {
    let rows = db
      .selectFrom('partnerships.service as service')
      .select(['service.id', 'service.code', 'service.name', 'service.heading'])
      .select(({ selectFrom }) =>
        selectFrom('partnerships.service_alias as alias')
          .select(sql<string>`string_agg(alias.name, E'\n')`.as('names'))
          .whereRef('alias.service_id', '=', 'service.id')
          .as('aliases'),
      )
      .where('service.ended_on', 'is', null)
    if (ids !== 'all') rows = rows.where('service.id', 'in', [...ids])
    return (await rows.execute()).map((row) => ({
      id: row.id,
      title: row.name,
      words: joined(row.heading, row.aliases),
      href: `/services/${row.code}`,
      at: null,
      body: null,
      audience: [PUBLIC],
    }))
  },
}

const arrangementKind: SearchKind = {
  kind: 'partnerships.arrangement',
  title: 'Shared-service arrangement',
  plural: 'Shared-service arrangements',
  async records(db, ids) {
    let rows = db
      .selectFrom('partnerships.arrangement as arrangement')
      .leftJoin('partnerships.service as service', 'service.id', 'arrangement.service_id')
      .selectAll('arrangement')
      .select('service.name as service_name')
      .select(({ selectFrom }) =>
        selectFrom('partnerships.arrangement_party as party')
          .innerJoin('organisations.organisation_card as body', 'body.id', 'party.organisation_id')
          .select(sql<string>`string_agg(body.name, E'\n' order by body.name)`.as('names'))
          .whereRef('party.arrangement_id', '=', 'arrangement.id')
          .where('party.until_on', 'is', null)
          .as('parties'),
      )
      .select(({ selectFrom }) =>
        selectFrom('partnerships.arrangement_party as lead')
          .select('lead.organisation_id')
          .whereRef('lead.arrangement_id', '=', 'arrangement.id')
          .where('lead.role', '=', 'lead')
          .where('lead.until_on', 'is', null)
          .as('lead_id'),
      )
    if (ids !== 'all') rows = rows.where('arrangement.id', 'in', [...ids])
    return (await rows.execute()).map((row) => ({
      id: row.id,
      title: `${row.service_name ?? row.service}, ${row.area}`,
      words: joined(row.service, STAGES[row.stage], row.note, row.parties),
      href: `/shared-services/${row.id}`,
      at:
        row.as_of_year === null
          ? (row.live_on ?? row.started_on)
          : new Temporal.PlainDate(row.as_of_year, 1, 1),
      body: row.lead_id,
      audience: row.as_of_year === null ? keyFor('partnerships.arrangement.read') : [PUBLIC],
    }))
  },
}

const signpostKind: SearchKind = {
  kind: 'partnerships.signpost',
  title: 'Service in a directory',
  plural: 'Services in directories',
  async records(db, ids) {
    let rows = db
      .selectFrom('partnerships.signpost as signpost')
      .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'signpost.partnership_id')
      .leftJoin(
        'organisations.organisation_card as provider',
        'provider.id',
        'signpost.provider_organisation_id',
      )
      .select([
        'signpost.id',
        'signpost.name',
        'signpost.summary',
        'signpost.audience',
        'signpost.area',
        'signpost.provider_name',
        'signpost.confirmed_on',
        'signpost.provider_organisation_id',
        'partnership.code',
        'provider.name as provider',
      ])
      .select(({ selectFrom }) =>
        selectFrom('partnerships.signpost_topic as tagged')
          .innerJoin('partnerships.topic as topic', 'topic.id', 'tagged.topic_id')
          .select(sql<string>`string_agg(topic.name, E'\n')`.as('names'))
          .whereRef('tagged.signpost_id', '=', 'signpost.id')
          .as('topics'),
      )
      .where('signpost.ended_on', 'is', null)
    if (ids !== 'all') rows = rows.where('signpost.id', 'in', [...ids])
    return (await rows.execute()).map((row) => ({
      id: row.id,
      title: row.name,
      words: joined(row.summary, row.audience, row.topics, row.provider ?? row.provider_name, row.area),
      href: `/partnerships/${row.code}/directory/${row.id}`,
      at: row.confirmed_on,
      body: row.provider_organisation_id,
      audience: [PUBLIC],
    }))
  },
}

const partnershipKind: SearchKind = {
  kind: 'partnerships.partnership',
  title: 'Partnership',
  plural: 'Partnerships',
  async records(db, ids) {
    const rows = await db
      .selectFrom('partnerships.partnership')
      .select(['id', 'code', 'name', 'purpose', 'accountable_body_id'])
      .where(isAmong(ids, 'id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.name,
      words: said(row.purpose, row.code),
      href: `/partnerships/${row.code}`,
      at: null,
      body: row.accountable_body_id,
      audience: [PUBLIC],
    }))
  },
}

// An agreement has no page of its own: it stands on its partnership's, for the people of its members.
const agreementKind: SearchKind = {
  kind: 'partnerships.agreement',
  title: 'Agreement',
  plural: 'Agreements',
  filesAreAlike: true,
  async records(db, ids) {
    const rows = await db
      .selectFrom('partnerships.agreement as agreement')
      .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'agreement.partnership_id')
      .select([
        'agreement.id',
        'agreement.title',
        'agreement.note',
        'agreement.starts_on',
        'agreement.partnership_id',
      ])
      .select(['partnership.code', 'partnership.accountable_body_id'])
      .where(isAmong(ids, 'agreement.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      words: said(row.note),
      href: `/partnerships/${row.code}`,
      at: row.starts_on,
      body: row.accountable_body_id,
      audience: keyFor('partnerships.agreement.list', { kind: 'partnership', id: row.partnership_id }),
    }))
  },
}

// The rule of `maySeeReport`: a draft is its officers', an issued report as open as its classification.
const reportKind: SearchKind = {
  kind: 'partnerships.report',
  title: 'Update report',
  plural: 'Update reports',
  async records(db, ids) {
    const rows = await db
      .selectFrom('partnerships.report as report')
      .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'report.partnership_id')
      .select(['report.id', 'report.partnership_id', 'report.state', 'report.front', 'report.to_on'])
      .select(['partnership.code', 'partnership.accountable_body_id'])
      .where(isAmong(ids, 'report.id'))
      .execute()
    return rows.map(({ id, partnership_id, state, front, to_on, code, accountable_body_id }) => {
      const place = { kind: 'partnership', id: partnership_id }
      const open = front.classification === 'unrestricted'
      return {
        id,
        title: front.subject,
        words: said(front.summary, ...front.recommendations, ...front.background, front.division),
        href: `/partnerships/${code}/reports/${id}`,
        at: to_on,
        body: accountable_body_id,
        audience: [
          ...keyFor('partnerships.report.write', place),
          ...(state === 'draft' ? [] : open ? [PUBLIC] : keyFor('partnerships.report.read-members', place)),
        ],
      }
    })
  },
}

/** The kinds of record of this module that can be found. */
export const search: readonly SearchKind[] = [
  partnershipKind,
  agreementKind,
  reportKind,
  serviceKind,
  arrangementKind,
  signpostKind,
]
