// The terms of a workplace for everybody who sees it, and the pages on which its managers make them: at which place, for
// whom, every value with its source, one changed without copying the rest.
import { notFound, Refusal } from '#platform/errors/index.ts'
import { isRecordId, readFields, type Choice } from '#platform/fields/index.ts'
import { html, type Html } from '#platform/html/index.ts'
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
import { errorSummary, renderField, renderForm } from '#web/forms.ts'
import {
  actionsList,
  details,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  paragraph,
  table,
} from '#web/parts.ts'
import { today } from '../actions/locking.ts'
import {
  AUDIENCES,
  endRule,
  isAt,
  RULE_FIELDS,
  ruleFrom,
  setRule,
  shownValue,
  valuesOf,
} from '../actions/terms.ts'
import { agreementsOf } from '../queries/agreements.ts'
import { allocationsOf } from '../queries/allocations.ts'
import { bodiesBeside, circlesOf, type Named } from '../queries/circles.ts'
import { effectOfRules, type Affected } from '../queries/effect.ts'
import { bodiesOf, holdsAt, MANAGE, READ } from '../queries/seeing.ts'
import {
  formerRulesOf,
  placeByCode,
  placesOf,
  resourcePlace,
  rulesOf,
  standingOf,
  type Place,
  type StandingRule,
} from '../queries/terms.ts'
import { workplaceByCode, type Workplace } from '../queries/workplaces.ts'
import {
  RESOURCE_KINDS,
  RESOURCE_KINDS_PLURAL,
  standingWords,
  termsFor,
  VALUE_KEYS,
  VALUE_LABELS,
  valueWords,
  type Audience,
  type Chain,
  type ResourceKind,
  type Rule,
  type RuleValues,
  type Standing,
  type Terms,
} from '../rules.ts'
import { agreed } from '../queries/agreements.ts'
import {
  affectedList,
  agreementHref,
  allocationsTable,
  formerRules,
  forWhom,
  manageHref,
  placeTermsHref,
  rulesInWords,
  sayings,
  termsHref,
  valuesTable,
} from '../views/terms.ts'

export const theWorkplace = (visit: Visit): Promise<Workplace> =>
  workplaceByCode(visit, visit.params['site'] ?? '')

/** The workplace, if the visitor manages it; 403 where they only see it. */
export async function managed(visit: Visit, permission = MANAGE): Promise<Workplace> {
  const workplace = await theWorkplace(visit)
  if (holdsAt(visit, permission, workplace)) return workplace
  throw new Refusal(
    'forbidden',
    'workspaces.workplace.not-yours',
    `This is for those who manage the workspaces of ${workplace.owner_name} at ${workplace.name}. Ask one of them.`,
  )
}

const readTerms = get('/workspaces/:site/terms', {
  permission: READ,
  async run(visit) {
    const workplace = await theWorkplace(visit)
    const on = today(visit)
    const [rules, places, allocations, agreements] = await Promise.all([
      rulesOf(visit, workplace.site_id, on),
      placesOf(visit, workplace.site_id),
      allocationsOf(visit, workplace.site_id, on),
      agreementsOf(visit, { siteId: workplace.site_id }),
    ])
    const manages = holdsAt(visit, MANAGE, workplace)
    const kind = kindOf(visit.query['kind']) ?? 'desk'
    const mine = await termsOfReader(visit, workplace, rules, kind)
    const standing = agreements.filter((one) => one.state === 'standing' || one.state === 'offered')
    return page({
      title: `Terms: ${workplace.name}`,
      back: { href: `/workspaces/${workplace.code}`, text: workplace.name },
      wide: true,
      body: html`${heading('Terms', { caption: workplace.name === workplace.owner_name ? workplace.name : `${workplace.name}, ${workplace.owner_name}` })}
      ${paragraph('Everybody who may see this workplace reads the same page: all rules, all restrictions, all that is kept.', { lead: true })}
      ${manages ? actionsList([{ href: manageHref(workplace.code, 'terms'), text: 'Change the rules' }]) : null}
      ${heading(`What holds for you: ${RESOURCE_KINDS_PLURAL[kind].toLowerCase()}`, { level: 2 })}
      ${mine === null ? paragraph('Choose a place to see what holds there.') : html`${paragraph('This is for the workplace as a whole. A floor, a zone or a desk may say otherwise; its rules stand below.')}${kindLinks(termsHref(workplace.code), kind)}${valuesTable(mine, { ownerName: workplace.owner_name, places, siteCode: null })}`}
      ${heading('All rules', { level: 2 })}
      ${paragraph('What no rule says is on the usual terms. The nearest place that says something decides, there the rule for the fewest people.')}
      ${rulesInWords(rules, places)}
      ${allocationsTable(allocations)}
      ${heading('Agreements', { level: 2 })}
      ${
        standing.length === 0
          ? emptyState('No agreement with you', 'Agreements that let your organisation in appear here.')
          : html`<ul class="govuk-list govuk-list--bullet">
              ${standing.map((one) => html`<li>${link(agreementHref(one.id), one.audience_name)}: ${standingWords(agreed(one), on).toLowerCase()}</li>`)}
            </ul>`
      }`,
    })
  },
})

const kindOf = (text: string | undefined): ResourceKind | null =>
  text !== undefined && Object.hasOwn(RESOURCE_KINDS, text) ? (text as ResourceKind) : null

const kindLinks = (path: string, current: ResourceKind): Html =>
  paragraph(
    html`${Object.entries(RESOURCE_KINDS_PLURAL).map(([kind, words], at) => html`${at > 0 ? ', ' : null}${kind === current ? html`<strong>${words}</strong>` : link(`${path}?kind=${kind}`, words)}`)}`,
  )

/** What holds for the reader's own body at the workplace as a whole; a place within may say otherwise. */
async function termsOfReader(
  visit: Visit,
  workplace: Workplace,
  rules: readonly StandingRule[],
  kind: ResourceKind,
): Promise<Terms | null> {
  const bodies = bodiesOf(visit)
  const isOwn = bodies.includes(workplace.owner_organisation_id) || bodies.length === 0
  const standing = await standingOf(visit, {
    siteId: workplace.site_id,
    ownerId: workplace.owner_organisation_id,
    organisationId: isOwn ? workplace.owner_organisation_id : (bodies[0] ?? null),
    on: today(visit),
  })
  return termsFor(rules, chainOf(workplace, null, kind), standing, today(visit))
}

/** The places above a place; "no such place" below it, so that nothing nearer speaks. */
function chainOf(workplace: Workplace, place: Place | null, kind: ResourceKind): Chain {
  return {
    resourceId: place?.kind === 'resource' ? place.id : '',
    zoneId: place?.zoneId ?? '',
    floorId: place?.floorId ?? '',
    siteId: workplace.site_id,
    kind: place?.resourceKind ?? kind,
  }
}

// Managing

const manageTerms = get('/workspaces/:site/manage/terms', {
  permission: MANAGE,
  async run(visit) {
    const workplace = await managed(visit)
    const code = (visit.query['code'] ?? '').trim().toLowerCase()
    const asked = code === '' ? undefined : await resourcePlace(visit, workplace.site_id, code)
    if (asked !== undefined) return redirect(placeTermsHref(workplace.code, asked))
    const [rules, places] = await Promise.all([
      rulesOf(visit, workplace.site_id, today(visit)),
      placesOf(visit, workplace.site_id),
    ])
    return page({
      title: `Rules: ${workplace.name}`,
      back: { href: `/workspaces/${workplace.code}/manage`, text: `Manage ${workplace.name}` },
      wide: true,
      body: html`${heading('Rules', { caption: workplace.name })}
      ${paragraph('A rule at a place holds for everything in it, unless a nearer place says otherwise. It says only what differs.')}
      ${termsLinks(workplace)}
      ${table<Place>(
        [
          {
            key: 'place',
            label: 'Place',
            kind: 'text',
            value: (place) => place.name,
            show: (place) => link(placeTermsHref(workplace.code, place), place.name),
          },
          { key: 'kind', label: 'Is', kind: 'text', value: (place) => PLACE_WORDS[place.kind] },
          { key: 'rules', label: 'Rules of its own', kind: 'number', value: (place) => place.rules },
        ],
        places,
        { caption: 'Places and how many rules stand at each' },
      )}
      ${filterPanel({
        action: manageHref(workplace.code, 'terms'),
        label: 'Rules for one desk or room',
        submit: 'Show its rules',
        fields: [
          { kind: 'text', name: 'code', label: 'One desk, room or other place: its code', value: code },
        ],
      })}
      ${code === '' ? null : inset(`No place here has the code ${code}. It stands on the desk and on its page.`)}
      ${heading('All rules in words', { level: 2 })}
      ${rulesInWords(rules, places, (place) => placeTermsHref(workplace.code, place))}`,
    })
  },
})

const PLACE_WORDS = {
  site: 'the workplace',
  floor: 'a floor',
  zone: 'a zone',
  resource: 'one place',
} as const

export const termsLinks = (workplace: Pick<Workplace, 'code'>): Html =>
  html`<ul class="govuk-list">
    <li>${link(manageHref(workplace.code, 'allocations'), 'What is kept and limited')}</li>
    <li>${link(manageHref(workplace.code, 'agreements'), 'Whom you let in')}</li>
    <li>${link(manageHref(workplace.code, 'groups'), 'Groups of partners')}</li>
    <li>${link(manageHref(workplace.code, 'officers'), 'Who runs the workspaces')}</li>
    <li>${link(termsHref(workplace.code), 'The terms as everybody reads them')}</li>
  </ul>`

/** For whom, as an address says it: own, partner, visitor, partner-<id>, group-<id>. */
function audienceOf(text: string): { readonly audience: Audience; readonly audienceId: string | null } {
  const named = /^(partner|group)-(.+)$/.exec(text)
  if (named !== null && isRecordId(named[2] ?? ''))
    return { audience: named[1] === 'group' ? 'circle' : 'organisation', audienceId: named[2] ?? null }
  if (text === 'own' || text === 'partner' || text === 'visitor') return { audience: text, audienceId: null }
  return notFound('page')
}

const audienceCode = (rule: Pick<Rule, 'audience' | 'audienceId'>): string =>
  rule.audience === 'organisation'
    ? `partner-${rule.audienceId}`
    : rule.audience === 'circle'
      ? `group-${rule.audienceId}`
      : rule.audience

type Whom = { readonly code: string; readonly words: string; readonly standing: Standing }

/** Those for whom an owner can make rules, each as they would stand there. */
async function audiencesAt(visit: Visit, workplace: Workplace): Promise<Whom[]> {
  const [circles, bodies] = await Promise.all([
    circlesOf(visit, workplace.owner_organisation_id),
    bodiesBeside(visit, workplace.owner_organisation_id),
  ])
  const nobody = { organisationId: null, isOwn: false, isPartner: true, circleIds: [], isVisitor: false }
  const circlesWith = (body: Named) =>
    circles.filter((one) => one.member_ids.includes(body.id)).map((one) => one.id)
  return [
    { code: 'partner', words: AUDIENCES.partner, standing: nobody },
    { code: 'own', words: AUDIENCES.own, standing: { ...nobody, isOwn: true } },
    { code: 'visitor', words: AUDIENCES.visitor, standing: { ...nobody, isVisitor: true } },
    ...circles.map((one) => ({
      code: `group-${one.id}`,
      words: `Group: ${one.name}`,
      standing: { ...nobody, circleIds: [one.id] },
    })),
    ...bodies.map((one) => ({
      code: `partner-${one.id}`,
      words: one.name,
      standing: { ...nobody, organisationId: one.id, circleIds: circlesWith(one) },
    })),
  ]
}

type AtPlace = {
  readonly workplace: Workplace
  readonly place: Place
  readonly places: readonly Place[]
  readonly rules: readonly StandingRule[]
  readonly whom: readonly Whom[]
  readonly kind: ResourceKind | null
}

async function atPlace(visit: Visit, kind: string | undefined): Promise<AtPlace> {
  const workplace = await managed(visit, 'workspaces.rule.set')
  const { place: placeKind = '', code = '' } = visit.params
  const place = await placeByCode(visit, workplace.site_id, placeKind, code)
  const [places, rules, whom] = await Promise.all([
    placesOf(visit, workplace.site_id),
    rulesOf(visit, workplace.site_id, today(visit)),
    audiencesAt(visit, workplace),
  ])
  return { workplace, place, places, rules, whom, kind: place.resourceKind ?? kindOf(kind) }
}

const placePage = get('/workspaces/:site/manage/terms/:place/:code', {
  permission: 'workspaces.rule.set',
  async run(visit) {
    const at = await atPlace(visit, visit.query['kind'])
    const { workplace, place, rules } = at
    const chosen = at.whom.find((one) => one.code === visit.query['for']) ?? at.whom[0]!
    const kind = at.kind ?? 'desk'
    const terms = termsFor(rules, chainOf(workplace, place, kind), chosen.standing, today(visit))
    const here = rules.filter((rule) => rule.placeId === place.id)
    return page({
      title: `Rules for ${place.name}: ${workplace.name}`,
      back: { href: manageHref(workplace.code, 'terms'), text: `Rules: ${workplace.name}` },
      wide: true,
      body: html`${heading(`Rules for ${place.name}`, { caption: workplace.name })}
      ${chooser(at, chosen, kind)}
      ${heading(`What holds for ${wordsOf(chosen)}`, { level: 2 })}
      ${actionsList([
        {
          href: setHref(at, chosen.code, 'any'),
          text: here.some((rule) => audienceCode(rule) === chosen.code && rule.resourceKind === null)
            ? 'Change the whole rule'
            : 'Make a rule',
        },
        place.resourceKind === null && {
          href: setHref(at, chosen.code, kind),
          text: `A rule for ${RESOURCE_KINDS_PLURAL[kind].toLowerCase()} alone`,
        },
      ])}
      ${valuesTable(terms, { ownerName: workplace.owner_name, places: [...at.places, place], siteCode: workplace.code, change: (key) => `${setHref(at, chosen.code, place.resourceKind === null && visit.query['kind'] !== undefined ? kind : 'any')}/${key}` })}
      ${
        here.length === 0
          ? emptyState(
              'No rule of its own here',
              'What you say for this place alone appears here. Until then it inherits everything.',
            )
          : table<StandingRule>(
              [
                { key: 'whom', label: 'For whom', kind: 'text', value: forWhom },
                {
                  key: 'says',
                  label: 'Says',
                  kind: 'text',
                  value: (rule) => sayings(rule).join('; '),
                },
                {
                  key: 'by',
                  label: 'Made by',
                  kind: 'text',
                  value: (rule) =>
                    `${rule.madeBy ?? 'Connects'}${rule.onBehalf ? ', on behalf of the owner' : ''}`,
                },
                {
                  key: 'change',
                  label: 'Change',
                  kind: 'text',
                  value: () => '',
                  show: (rule) =>
                    html`${link(setHref(at, audienceCode(rule), rule.resourceKind ?? 'any'), 'Change', { hidden: `the rule for ${forWhom(rule)}` })} <br />${link(`${placeTermsHref(workplace.code, place)}/rules/${rule.id}/end`, 'End', { hidden: `the rule for ${forWhom(rule)}` })}`,
                },
              ],
              here,
              { caption: `Rules that stand at ${place.name} itself` },
            )
      }
      ${formerRules(await formerRulesOf(visit, place.id))}`,
    })
  },
})

const wordsOf = ({ code, words }: Whom): string =>
  /^(partner|own|visitor)$/.test(code) ? words.toLowerCase() : words.replace(/^Group: /, 'the group ')

const setHref = ({ workplace, place }: AtPlace, whom: string, kind: string): string =>
  `${placeTermsHref(workplace.code, place)}/for/${whom}/${kind}`

function chooser(at: AtPlace, chosen: Whom, kind: ResourceKind): Html {
  const options = (all: readonly Choice[], current: string) =>
    all.map(
      (one) =>
        html`<option value="${one.value}"${one.value === current ? html` selected` : null}>${one.text}</option> `,
    )
  return html`<form class="connects-filter" method="get" action="${placeTermsHref(at.workplace.code, at.place)}" aria-label="For whom">
    <div class="connects-filter__fields">
      <div class="govuk-form-group">
        <label class="govuk-label" for="for">For whom</label>
        <select class="govuk-select" id="for" name="for">${options(
          at.whom.map((one) => ({ value: one.code, text: one.words })),
          chosen.code,
        )}</select>
      </div>
      ${
        at.place.resourceKind === null
          ? html`<div class="govuk-form-group">
              <label class="govuk-label" for="kind">Of what</label>
              <select class="govuk-select" id="kind" name="kind">${options(
                Object.entries(RESOURCE_KINDS_PLURAL).map(([value, text]) => ({ value, text })),
                kind,
              )}</select>
            </div>`
          : null
      }
    </div>
    <div class="govuk-button-group"><button type="submit" class="govuk-button govuk-button--secondary">Show</button></div>
  </form> `
}

type Setting = AtPlace & {
  readonly chosen: Whom
  readonly former: StandingRule | undefined
  readonly inherited: Terms
}

async function setting(visit: Visit): Promise<Setting> {
  const kindText = visit.params['kind'] === 'any' ? undefined : visit.params['kind']
  if (kindText !== undefined && kindOf(kindText) === null) return notFound('page')
  const at = await atPlace(visit, kindText)
  const kind = kindOf(kindText)
  const where = {
    ...audienceOf(visit.params['whom'] ?? ''),
    placeId: at.place.id,
    kind,
    place: at.place.kind,
  }
  const chosen = at.whom.find((one) => one.code === visit.params['whom']) ?? notFound('partner')
  const former = at.rules.find((rule) => isAt(rule, where))
  const others = at.rules.filter((rule) => rule !== former)
  const inherited = termsFor(
    others,
    chainOf(at.workplace, at.place, at.kind ?? 'desk'),
    chosen.standing,
    today(visit),
  )
  return { ...at, kind, chosen, former, inherited }
}

const SECTIONS = [
  { title: 'May they book it?', fields: ['visible', 'bookable', 'approval', 'pendingHolds'] },
  { title: 'When it is open', fields: ['weekdays', 'opensAt', 'closesAt'] },
  { title: 'How far ahead', fields: ['advanceDays', 'earlyDays', 'leastNoticeMinutes', 'cancelMinutes'] },
  { title: 'How long', fields: ['gridMinutes', 'leastMinutes', 'mostMinutes'] },
  { title: 'How often', fields: ['perDay', 'perWeek', 'perMonth'] },
  { title: 'On the day', fields: ['checkIn', 'checkInBeforeMinutes', 'releaseMinutes', 'seriesNoShows'] },
  { title: 'What others see', fields: ['names'] },
  { title: 'Why', fields: ['because'] },
] as const

/** The one value that the address asks for; all of them where it asks for none. */
function valueAsked(visit: Visit): keyof RuleValues | null {
  const asked = visit.params['value']
  return asked === undefined ? null : (VALUE_KEYS.find((key) => key === asked) ?? notFound('page'))
}

/** What the rule here says besides, carried along so that changing one value drops no other. */
const carried = (state: FormState, shown: readonly string[]): Html =>
  html`${[...VALUE_KEYS, 'because'].flatMap((name) => {
    if (shown.includes(name)) return []
    const value = state.values[name]
    return (Array.isArray(value) ? value : [value]).flatMap((one) =>
      one === undefined || one === null || one === ''
        ? []
        : [html`<input type="hidden" name="${name}" value="${String(one)}" /> `],
    )
  })}`

/** So many bookings stand open above the question what becomes of them; more would hide it on a phone. */
const MOST_OPEN = 20

const ruleForm = {
  action: setRule,
  fixed: (visit: Visit) => ({
    ...audienceOf(visit.params['whom'] ?? ''),
    place: visit.params['place'] ?? '',
    kind: visit.params['kind'] === 'any' ? '' : visit.params['kind'],
  }),
  load: setting,
  values: (_visit: Visit, { workplace, place, former }: Setting) => ({
    site: workplace.site_id,
    placeId: place.id,
    replaces: former?.id ?? '',
    ...(former === undefined
      ? {}
      : {
          because: former.because ?? '',
          ...Object.fromEntries(VALUE_KEYS.map((key) => [key, shownValue(former[key])])),
        }),
  }),
  async view(visit: Visit, at: Setting, state: FormState): Promise<View> {
    const value = valueAsked(visit)
    const affected =
      state.problem?.code === 'workspaces.rule.affects' ? await affectedBy(visit, at, state) : []
    const isStale = state.problem?.code === 'workspaces.record.stale'
    const current = state.problem?.current?.['replaces']
    const shown = isStale ? { ...state, values: { ...state.values, replaces: current } } : state
    const title = at.former === undefined ? `A rule for ${at.place.name}` : `The rule for ${at.place.name}`
    return {
      title: `${title}: ${at.workplace.name}`,
      back: { href: placeTermsHref(at.workplace.code, at.place), text: `Rules for ${at.place.name}` },
      wide: affected.length > 0,
      body: html`${errorSummary(shown)}${heading(title, {
        caption: `${at.workplace.name}: ${at.chosen.words}${at.kind === null ? '' : `, ${RESOURCE_KINDS_PLURAL[at.kind].toLowerCase()}`}`,
      })}
      ${affected.length > 0 ? html`${inset('Nothing is saved yet. These bookings were made under the rules as they are. Say below what becomes of them, then save.')}${affected.length > MOST_OPEN ? details(`All ${affected.length} bookings`, affectedList(affected)) : affectedList(affected)}` : paragraph('Say only what differs here; what you leave empty, or at “As inherited”, comes from the places around it. If bookings ahead no longer fit, you see them before anything is saved.')}
      ${renderForm(shown, {
        submit: affected.length > 0 ? 'Save the rule' : 'Check and save the rule',
        summary: false,
        sections: [
          ...(affected.length > 0 ? [{ title: 'The bookings ahead', fields: ['ahead'] }] : []),
          ...(value === null ? SECTIONS : [{ title: VALUE_LABELS[value], fields: [value, 'because'] }]),
        ],
        before: html`${['site', 'placeId', ...replacesOf(shown)].map((name) => renderField(shown, name))}${value === null ? null : carried(shown, [value, 'because'])}`,
        more: {
          ahead: { as: 'radios' },
          ...Object.fromEntries(
            VALUE_KEYS.map((key) => [
              key,
              {
                blank: 'As inherited',
                hint: `Left empty it inherits: ${valueWords(key, at.inherited[key].value as never)}${at.inherited[key].rule === null ? ', the usual terms' : `, from ${at.inherited[key].rule.placeName}`}${key === 'closesAt' ? '. 11:59pm stands for midnight' : ''}`,
              },
            ]),
          ),
        },
        cancel: { href: placeTermsHref(at.workplace.code, at.place) },
      })}`,
    }
  },
  then: (result: Outcome, _visit: Visit, at: Setting) => ({
    to: `${placeTermsHref(at.workplace.code, at.place)}?for=${at.chosen.code}${at.kind === null ? '' : `&kind=${at.kind}`}`,
    notice: `The rule was saved. ${outcomeWords(result)}`,
  }),
}

const saveRule = form('/workspaces/:site/manage/terms/:place/:code/for/:whom/:kind', ruleForm)
const saveValue = form('/workspaces/:site/manage/terms/:place/:code/for/:whom/:kind/:value', ruleForm)

/** An id that nobody answered would be asked for in a box. */
const replacesOf = (state: FormState): string[] =>
  typeof state.values['replaces'] === 'string' && state.values['replaces'] !== '' ? ['replaces'] : []

type Outcome = { readonly affected: number; readonly moved: number; readonly stranded: number }

const outcomeWords = (result: Outcome): string =>
  result.affected === 0
    ? 'It meets no booking ahead.'
    : result.moved + result.stranded > 0
      ? `${result.moved} of ${result.affected} bookings were moved, ${result.stranded} withdrawn.`
      : `${result.affected} ${result.affected === 1 ? 'booking ahead is' : 'bookings ahead are'} kept as ${result.affected === 1 ? 'it is' : 'they are'}.`

/** What the answers in the form would do, before they are saved. */
async function affectedBy(visit: Visit, at: Setting, state: FormState): Promise<Affected[]> {
  const answers = readFields(RULE_FIELDS, {
    ...state.values,
    ...audienceOf(visit.params['whom'] ?? ''),
    place: at.place.kind,
    kind: at.kind ?? '',
  })
  const rule = ruleFrom('', at.place, answers, valuesOf(answers), answers.because, today(visit))
  return effectOfRules(visit, visit.now, at.workplace.site_id, {
    before: at.rules,
    after: [...at.rules.filter((one) => one !== at.former), rule],
  })
}

type Ending = AtPlace & { readonly rule: StandingRule }

const stopRule = form('/workspaces/:site/manage/terms/:place/:code/rules/:rule/end', {
  action: endRule,
  async load(visit): Promise<Ending> {
    const at = await atPlace(visit, undefined)
    const rule = at.rules.find((one) => one.id === visit.params['rule'] && one.placeId === at.place.id)
    return { ...at, rule: rule ?? notFound('rule') }
  },
  values: (_visit, { workplace, rule }) => ({ site: workplace.site_id, rule: rule.id }),
  async view(visit, at, state): Promise<View> {
    const affected = await effectOfRules(visit, visit.now, at.workplace.site_id, {
      before: at.rules,
      after: at.rules.filter((one) => one !== at.rule),
    })
    return {
      title: `End a rule: ${at.place.name}`,
      back: { href: placeTermsHref(at.workplace.code, at.place), text: `Rules for ${at.place.name}` },
      wide: affected.length > 0,
      body: html`${errorSummary(state)}${heading('End the rule', { caption: `${at.workplace.name}, ${at.place.name}: ${forWhom(at.rule)}` })}
      ${paragraph('What stands above it, or the usual terms, decide again. It stays in the history.')}
      ${details('What it says', html`${sayings(at.rule).map((line) => paragraph(line))}`, { open: true })}
      ${affected.length === 0 ? paragraph('No booking ahead is affected.') : affectedList(affected)}
      ${renderForm(state, {
        submit: 'End the rule',
        look: 'warning',
        summary: false,
        fields: ['site', 'rule', ...(affected.length === 0 ? [] : ['ahead'])],
        more: { ahead: { as: 'radios' } },
        cancel: { href: placeTermsHref(at.workplace.code, at.place) },
      })}`,
    }
  },
  then: (result, _visit, at) => ({
    to: placeTermsHref(at.workplace.code, at.place),
    notice: `The rule was ended. ${outcomeWords(result)}`,
  }),
})

export const termsPages: readonly Page[] = [readTerms, manageTerms, placePage, saveRule, saveValue, stopRule]
