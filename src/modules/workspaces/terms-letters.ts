// The letters about terms: each is written from the records as they stand when it is sent, and leads to their page.
import { sql, type Db } from '#platform/database/index.ts'
import type { Template } from '#platform/notifications/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'

type Told = {
  readonly site_name: string
  readonly owner_name: string
  readonly audience_name: string
  readonly audience: string
  readonly state: string
  readonly ends_on: Temporal.PlainDate | null
  readonly from_on: Temporal.PlainDate
}

async function agreementTold(db: Db, id: string): Promise<Told | undefined> {
  const { rows } =
    await sql<Told>`select site.name as site_name, owner.name as owner_name, agreement.audience, agreement.state,
      agreement.ends_on, agreement.from_on, coalesce(body.name, circle.name, 'all partners in ' || partnership.name) as audience_name
    from workspaces.agreement agreement
    join organisations.site_card site on site.id = agreement.site_id
    join organisations.organisation_card owner on owner.id = agreement.owner_organisation_id
    left join organisations.organisation_card body on body.id = agreement.audience_id
    left join workspaces.circle circle on circle.id = agreement.audience_id
    left join partnerships.partnership_card partnership on partnership.id = agreement.audience_id
    where agreement.id = ${id}`.execute(db)
  return rows[0]
}

function agreementWords(told: Told, step: string): { subject: string; text: string } | null {
  const { site_name: site, owner_name: owner, audience_name: whom } = told
  const last = told.ends_on === null ? '' : formatDate(told.ends_on)
  switch (step) {
    case 'offered':
      return told.audience === 'organisation'
        ? {
            subject: `${owner} offers workspaces at ${site}`,
            text: `${owner} offers your staff its workspaces at ${site} from ${formatDate(told.from_on)}. Read the terms, then accept or decline:`,
          }
        : {
            subject: `${owner} opens its workspaces at ${site} to ${whom}`,
            text: `From ${formatDate(told.from_on)} your staff can book workspaces of ${owner} at ${site}. You need do nothing. The terms:`,
          }
    case 'accepted':
      return {
        subject: `${whom} accepts: ${site}`,
        text: `${whom} has accepted the terms for ${site}. They stand:`,
      }
    case 'declined':
      return {
        subject: `${whom} declines: ${site}`,
        text: `${whom} has declined what you put to them for ${site}. What they wrote:`,
      }
    case 'withdrawn':
      return {
        subject: `${owner} takes back its offer for ${site}`,
        text: `There is nothing to answer any more:`,
      }
    case 'changed':
      return told.audience === 'organisation'
        ? {
            subject: `New terms for ${site}`,
            text: `${owner} puts new terms for ${site} to you. What stood goes on standing until you accept:`,
          }
        : {
            subject: `New terms for ${site}`,
            text: `${owner} has changed the terms for ${site}. They stand from now on:`,
          }
    case 'notice':
      return {
        subject: `Notice: workspaces at ${site} until ${last}`,
        text: `The agreement for ${site} ends on ${last}. Whoever has booked after that day is told by a mail of their own. Who gave notice, and why:`,
      }
    default:
      return null
  }
}

const agreementChanged: Template = {
  name: 'workspaces.agreement.changed',
  async render({ db, ids, links }) {
    const id = ids['agreement'] ?? ''
    const told = await agreementTold(db, id)
    const words = told === undefined ? null : agreementWords(told, ids['step'] ?? '')
    if (words === null) return null
    return { subject: words.subject, text: `${words.text}\n\n${links.at(`/workspaces/agreements/${id}`)}` }
  },
}

const MATTERS: Readonly<Record<string, string>> = {
  officer: 'who holds an office',
  circle: 'a group of partners',
  agreement: 'an agreement',
  rule: 'a rule',
  allocation: 'an allocation',
  estate: 'what the workplace has',
  closure: 'when it is open',
}

/** Where it is looked at, other than among the terms. */
const PAGES: Readonly<Record<string, string>> = { estate: '', closure: '/manage/closing' }

const changedOnBehalf: Template = {
  name: 'workspaces.terms.changed-on-behalf',
  async render({ db, ids, links }) {
    const { rows } = await sql<{ person: string; site: string; code: string }>`
      select person.name as person, site.name as site, site.code from organisations.site_card site, organisations.person_card person
      where site.id = ${ids['site']} and person.id = ${ids['person']}`.execute(db)
    const told = rows[0]
    if (told === undefined) return null
    return {
      subject: `Changed for you at ${told.site}`,
      text: `${told.person}, who is not one of your workspace managers, has changed ${MATTERS[ids['what'] ?? ''] ?? 'something'} at ${told.site} on your behalf. It is marked as that. Look at it, and change it back if it is not what you want:\n\n${links.at(`/workspaces/${told.code}${PAGES[ids['what'] ?? ''] ?? '/manage/terms'}`)}`,
    }
  },
}

const ruleMet: Template = {
  name: 'workspaces.rule.met',
  async render({ db, ids, links }) {
    const { rows } = await sql<{
      place: string
      site: string
      code: string
      zone: string
      starts_at: Temporal.Instant
      because: string | null
    }>`select resource.name as place, site.name as site, site.code, booking.time_zone as zone, booking.starts_at, rule.because
      from workspaces.booking booking join workspaces.resource resource on resource.id = booking.resource_id
      join organisations.site_card site on site.id = booking.site_id join workspaces.rule rule on rule.id = ${ids['rule']}
      where booking.id = ${ids['booking']} and booking.state in ('held', 'pending', 'confirmed')`.execute(db)
    const told = rows[0]
    if (told === undefined) return null
    return {
      subject: `Your booking stands, and the rules have changed: ${told.place}`,
      text: [
        `The rules at ${told.site} have changed. Your booking of ${told.place} on ${formatDateTime(told.starts_at, told.zone)} was made under the former ones and stands as it is.`,
        told.because ?? '',
        `If you change it, the new rules hold: ${links.at(`/workspaces/${told.code}/terms`)}`,
      ]
        .filter((line) => line !== '')
        .join('\n\n'),
    }
  },
}

export const termsLetters: readonly Template[] = [agreementChanged, changedOnBehalf, ruleMet]
