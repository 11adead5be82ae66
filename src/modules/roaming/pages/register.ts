// The pages of the federation itself: the start, its members, its settings and who runs it.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import {
  form,
  get,
  page,
  redirect,
  type FormState,
  type Page,
  type View,
  type Visit,
} from '#platform/http/index.ts'
import { duty } from '#platform/module/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { errorSummary, renderForm, type FormMore } from '#web/forms.ts'
import { heading, paragraph } from '#web/parts.ts'
import { organisationsNamed, peopleNamed } from '#modules/organisations/index.ts'
import { appointOperator, editFederation, endOperator, setUpFederation } from '../actions/federation.ts'
import { inviteMember } from '../actions/members.ts'
import { boardingFacts } from '../queries/boarding.ts'
import { federationOf, operatorsOf, type Federation } from '../queries/federation.ts'
import { membersListed, membersOf, type Member } from '../queries/members.ts'
import { overview, type Overview } from '../queries/overview.ts'
import { realmsSeen } from '../queries/realms.ts'
import { READ, RUN, runsFederation } from '../queries/seeing.ts'
import { visitsOf } from '../queries/visits.ts'
import { publicState, stateOf } from '../queries/watch.ts'
import { boardingOf, nextStep } from '../rules/boarding.ts'
import { MEMBER_STATES, type MemberState } from '../rules/words.ts'
import { countWords } from '../rules/wording.ts'
import { GOVROAM, memberHref, ROWS_A_PAGE } from '../views/frame.ts'
import {
  memberColumns,
  membersView,
  settingsView,
  startView,
  type MemberRow,
  type NextDoing,
} from '../views/register.ts'

/** A form of govroam under its heading. */
export function formView(
  title: string,
  caption: string,
  state: FormState,
  more: Omit<FormMore, 'summary' | 'cancel'> & {
    readonly cancel: string
    readonly crumbs?: View['breadcrumbs']
  },
): View {
  const { cancel, crumbs, ...rest } = more
  return {
    title: `${title}: ${caption}`,
    breadcrumbs: [GOVROAM, ...(crumbs ?? [])],
    body: html`${errorSummary(state)}${heading(title, { caption })}${renderForm(state, {
      ...rest,
      summary: false,
      cancel: { href: cancel },
    })}`,
  }
}

const start = get('/govroam', {
  permission: READ,
  async run(visit) {
    const federation = await federationOf(visit.db)
    const runs = runsFederation(visit)
    // All that waits for this person here, whichever part of govroam asks for it.
    const duties = federation === undefined ? [] : await visit.fills(duty, {})
    const doing = duties.filter(({ href }) => href === '/govroam' || href.startsWith('/govroam/'))
    const members = federation === undefined ? [] : await membersOf(visit)
    const figures = await overview(visit)
    const period = lastDays(visit)
    return page(
      startView({
        federation,
        overview: figures,
        runs,
        works: await publicState(visit),
        period,
        logins: await visitsOf(visit, { ...period, by: 'day' }),
        doing: [
          ...doing.map(({ title, href, step }) => ({ text: `${title}.`, href, step })),
          ...(runs && federation?.probe_address === null ? [TO_WATCH] : []),
          ...(runs ? waiting(figures) : []),
        ],
        mine: runs ? [] : members.filter((member) => member.isOurs),
      }),
    )
  },
})

/** The days whose use the start shows. */
const DAYS_OF_USE = 30

function lastDays(visit: Visit) {
  const until = londonDate(visit.now).subtract({ days: 1 })
  return { from: until.subtract({ days: DAYS_OF_USE - 1 }), until }
}

const TO_WATCH: NextDoing = {
  text: 'Nothing is watched until the settings say from which address our probes come.',
  href: '/govroam/settings/edit',
  step: 'Say it',
}

/** What is under way at the members, for those who run the federation: nothing they must do, but may help with. */
const waiting = (figures: Overview): NextDoing[] => [
  ...(figures.boarding === 0
    ? []
    : [
        {
          text: `${countWords(figures.boarding, 'member is', 'members are')} boarding.`,
          href: '/govroam/members?state=boarding',
          step: 'See what comes next',
        },
      ]),
  ...(figures.waiting === 0
    ? []
    : [
        {
          text: `${countWords(figures.waiting, 'realm waits', 'realms wait')} for proof.`,
          href: '/govroam/realms?state=claimed',
          step: 'See which',
        },
      ]),
]

const isState = (text: string | undefined): text is MemberState =>
  MEMBER_STATES.some((state) => state === text)

const members = get('/govroam/members', {
  permission: READ,
  async run(visit) {
    const [state, search] = [filterOf(visit, 'state'), filterOf(visit, 'search')]
    const wanted = {
      ...(isState(state) ? { state } : {}),
      ...(search === undefined ? {} : { search }),
    }
    const listed = async (after: string | undefined, most: number): Promise<Listed<MemberRow>> => {
      const { rows, ...rest } = await membersListed(visit, { ...wanted, after, most })
      return { ...rest, rows: await memberRows(visit, rows) }
    }
    const format = formatOf(visit)
    if (format !== undefined) {
      const rows = await everyRow((after) => listed(after, MOST_DOWNLOADED))
      return fileOf(format, 'govroam-members', memberColumns, rows)
    }
    return page(
      membersView({
        listed: await listed(filterOf(visit, 'after'), ROWS_A_PAGE),
        runs: runsFederation(visit),
        query: visit.query,
      }),
    )
  },
})

async function memberRows(visit: Visit, found: readonly Member[]): Promise<MemberRow[]> {
  const ids = found.map((member) => member.id)
  const proven = await realmsSeen(visit, { state: 'proven', memberIds: ids })
  const realms = Map.groupBy(proven, (realm) => realm.member_id)
  const facts = await boardingFacts(visit, ids)
  const states = await stateOf(visit, ids)
  return found.map((member) => {
    const own = facts.get(member.id)
    return {
      ...member,
      // Before it is live nobody relies on it.
      works: member.state === 'live' ? (states.get(member.id)?.state ?? 'unknown') : null,
      realms: (realms.get(member.id) ?? []).map((realm) => realm.shown),
      sites: own?.locations ?? 0,
      servers: member.isOurs ? (own?.liveServers ?? 0) : null,
      next: own === undefined ? undefined : nextStep(boardingOf(own, visit.now)),
    }
  })
}

const invite = form('/govroam/invite', {
  action: inviteMember,
  async options(visit) {
    const there = new Set((await membersOf(visit)).map((member) => member.organisation_id))
    const bodies = await organisationsNamed(visit)
    return {
      organisation: bodies
        .filter((one) => !there.has(one.id))
        .map((one) => ({ value: one.id, text: one.name })),
    }
  },
  view: (_visit, _loaded, state) =>
    formView('Invite a body', 'Govroam', state, {
      submit: 'Invite it',
      before: paragraph(
        'Its lead is written to. From then on it does everything itself: its page says what comes next and who does it.',
      ),
      cancel: '/govroam/members',
    }),
  then: ({ code }) => ({ to: memberHref({ code }), notice: 'It is invited. Its lead has been written to.' }),
})

const there = async (visit: Visit): Promise<Federation> =>
  (await federationOf(visit.db)) ?? notFound('federation')

const ABOUT: NonNullable<FormMore['sections']> = [
  { title: 'What it is', fields: ['organisation', 'name', 'ssid', 'operatorRealm', 'country'] },
  { title: 'Where its servers stand', fields: ['networks', 'probeAddress', 'resolvers'] },
  { title: 'Where people find help', fields: ['helpdeskMail', 'helpdeskPhone', 'helpdeskPage'] },
  { title: 'How long things are kept', fields: ['traceDays', 'lookupDays', 'rotateDays'] },
]

const setUp = form('/govroam/set-up', {
  action: setUpFederation,
  values: () => ({ ssid: 'govroam', country: 'GB', traceDays: 92, lookupDays: 28, rotateDays: 365 }),
  options: async (visit) => ({
    organisation: (await organisationsNamed(visit)).map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (_visit, _loaded, state) =>
    formView('Set up the federation', 'Govroam', state, {
      submit: 'Set it up',
      sections: ABOUT,
      more: { networks: { lines: 4 }, resolvers: { lines: 2 } },
      cancel: '/govroam',
    }),
  then: () => ({ to: '/govroam', notice: 'The federation is set up. Register its proxies next.' }),
})

const settings = get('/govroam/settings', {
  permission: RUN,
  async run(visit) {
    const federation = await federationOf(visit.db)
    if (federation === undefined) return redirect('/govroam/set-up')
    return page(
      settingsView({
        federation,
        operators: await operatorsOf(visit),
        mayAppoint: visit.may('roaming.operator.appoint'),
      }),
    )
  },
})

const edit = form('/govroam/settings/edit', {
  action: editFederation,
  load: there,
  values: (_visit, federation) => ({
    name: federation.name,
    ssid: federation.ssid,
    operatorRealm: federation.operator_realm,
    country: federation.country,
    networks: federation.networks.join('\n'),
    resolvers: federation.resolvers.join('\n'),
    probeAddress: federation.probe_address ?? '',
    helpdeskMail: federation.helpdesk_mail ?? '',
    helpdeskPhone: federation.helpdesk_phone ?? '',
    helpdeskPage: federation.helpdesk_page ?? '',
    traceDays: federation.trace_days,
    lookupDays: federation.lookup_days,
    rotateDays: federation.rotate_days,
    version: federation.version,
  }),
  view: (_visit, federation, state) =>
    formView('Change the settings', federation.name, state, {
      submit: 'Save the settings',
      sections: ABOUT,
      more: { networks: { lines: 4 }, resolvers: { lines: 2 } },
      cancel: '/govroam/settings',
      crumbs: [{ href: '/govroam/settings', text: 'Settings' }],
    }),
  then: () => ({
    to: '/govroam/settings',
    notice: 'The settings are saved. Servers learn of them with the next configuration.',
  }),
})

const appoint = form('/govroam/settings/operators/new', {
  action: appointOperator,
  load: there,
  options: async (visit) => ({
    person: (await peopleNamed(visit)).map((one) => ({
      value: one.id,
      text: one.organisation_name === null ? one.name : `${one.name}, ${one.organisation_name}`,
    })),
  }),
  view: (_visit, federation, state) =>
    formView('Appoint somebody', federation.name, state, {
      submit: 'Appoint them',
      before: paragraph('They run the federation for all members. They are shown no shared secret.'),
      cancel: '/govroam/settings',
    }),
  then: () => ({ to: '/govroam/settings', notice: 'They run the federation from now on.' }),
})

const end = form('/govroam/settings/operators/:operator/end', {
  action: endOperator,
  async load(visit) {
    const operator = (await operatorsOf(visit)).find((one) => one.id === visit.params['operator'])
    return { federation: await there(visit), operator: operator ?? notFound('operator') }
  },
  values: (_visit, { operator }) => ({ operator: operator.id }),
  view: (_visit, { federation, operator }, state) =>
    formView(`End ${operator.name}’s running of it`, federation.name, state, {
      submit: 'End it',
      look: 'warning',
      cancel: '/govroam/settings',
    }),
  then: () => ({ to: '/govroam/settings', notice: 'They do not run the federation any more.' }),
})

export const registerPages: readonly Page[] = [start, members, invite, setUp, settings, edit, appoint, end]
