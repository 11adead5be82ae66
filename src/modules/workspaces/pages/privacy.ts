// The pages of names: who looked at them, mail about one's bookings, and taking everything along.
import { html } from '#platform/html/index.ts'
import { download, form, get, page, type Page } from '#platform/http/index.ts'
import { mailChoice, NO_MAIL } from '#platform/notifications/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { buttonLink, downloads, heading, link, listPages, paragraph } from '#web/parts.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { chooseConfirmations, CONFIRMATIONS } from '../actions/telling.ts'
import { exportArchive } from '../export.ts'
import { looksAt, looksAtMe } from '../queries/declared.ts'
import { EXPORT, writeExport } from '../queries/export.ts'
import { NAMES } from '../queries/names.ts'
import { organisationById } from '#modules/organisations/index.ts'
import {
  exportExplained,
  exportHeading,
  lookColumnsOfPlace,
  looksTable,
  namesExplained,
} from '../views/privacy.ts'
import { backFrom, managed } from './managed.ts'

const A_PAGE = 50
const OWN = '/workspaces/privacy'

const own = form(OWN, {
  action: chooseConfirmations,
  async load(visit) {
    const person = visit.actor.kind === 'person' ? visit.actor.id : ''
    return {
      looks: await looksAtMe(visit, { after: filterOf(visit, 'after') ?? null, most: A_PAGE }),
      mail: person !== '' && (await mailChoice(visit.db, person, CONFIRMATIONS)) !== NO_MAIL,
    }
  },
  values: (_visit, { mail }) => ({ mail: mail ? 'yes' : 'no' }),
  view: (visit, { looks }, state) => ({
    title: 'Mail and names',
    wide: true,
    back: { href: '/workspaces/preferences', text: 'Your preferences' },
    body: html`${errorSummary(state)}${heading('Mail and names')}
      ${heading('Mail about your bookings', { level: 2 })}
      ${paragraph('What others do to a booking of yours, you are always told. Your bookings are also in the calendar that you can subscribe to.')}
      ${renderForm(state, { submit: 'Save', summary: false })}
      <p class="govuk-body">${link('/account/calendars', 'Your calendar addresses')}</p>
      ${heading('Who may have seen your name', { level: 2 })}${namesExplained()}
      ${looksTable(looks.rows, true)}${listPages(OWN, visit.query, looks.next)}`,
  }),
  then: (result) => ({
    to: OWN,
    notice: result.mail
      ? 'Your bookings are confirmed by mail, with an entry for your calendar.'
      : 'Your own bookings are no more confirmed by mail.',
  }),
})

const looked = get('/workspaces/:site/manage/names', {
  permission: NAMES,
  async run(visit) {
    const at = await managed(visit, NAMES)
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(
        format,
        `who-looked-${at.code}`,
        lookColumnsOfPlace,
        await everyRow((after) => looksAt(visit, at, { after: after ?? null, most: MOST_DOWNLOADED })),
      )
    const looks = await looksAt(visit, at, { after: filterOf(visit, 'after') ?? null, most: A_PAGE })
    const path = `/workspaces/${at.code}/manage/names`
    return page({
      title: `Who looked at names at ${at.name}`,
      wide: true,
      back: backFrom(visit, at),
      body: html`${heading('Who looked at names', { caption: at.name })}
        ${paragraph('Whoever is shown names of other organisations’ people is recorded, you too. The people themselves see it as well.')}
        ${downloads(path, visit.query)}${looksTable(looks.rows, false)}${listPages(path, visit.query, looks.next)}`,
    })
  },
})

const YEARS_BACK = 3

const take = get('/workspaces/:site/manage/export', {
  permission: EXPORT,
  async run(visit) {
    const at = await managed(visit, EXPORT)
    const path = `/workspaces/${at.code}/manage/export/file`
    const thisYear = londonDate(visit.now).year
    const years = Array.from({ length: YEARS_BACK }, (_, back) => thisYear - back)
    return page({
      title: `Download everything: ${at.owner_name}`,
      back: backFrom(visit, at),
      body: html`${exportHeading(at)}${exportExplained(at)}
        ${buttonLink(path, 'Download everything')}
        ${heading('Bookings of one year only', { level: 2 })}
        <ul class="govuk-list">${years.map(
          (year) => html`<li>${link(`${path}?year=${year}`, `With the bookings of ${year}`)}</li>`,
        )}</ul>`,
    })
  },
})

const takeFile = get('/workspaces/:site/manage/export/file', {
  permission: EXPORT,
  async run(visit) {
    const at = await managed(visit, EXPORT)
    const owner = await organisationById(visit, at.owner_organisation_id)
    const year = /^\d{4}$/.exec(visit.query['year'] ?? '')?.[0]
    const exported = await visit.ask(writeExport, {
      organisation: owner?.code ?? '',
      ...(year === undefined ? {} : { from: `${year}-01-01`, until: `${year}-12-31` }),
    })
    return download(await exportArchive(exported, visit.now))
  },
})

export const privacyPages: readonly Page[] = [own, looked, take, takeFile]
