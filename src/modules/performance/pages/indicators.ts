// The page of one indicator, and the forms that make it, word it, define it anew, hand it over and retire it.
import { isRecordId, type Choice } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { partnershipsNamed, partnershipsOf } from '#modules/partnerships/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph, warning } from '#web/parts.ts'
import {
  createIndicator,
  defineIndicator,
  editIndicator,
  handOverIndicator,
  retireIndicator,
  wordsOf,
} from '../actions/indicators.ts'
import { changesOf, definitionsOf, type IndicatorRow } from '../queries/indicators.ts'
import { holdsFor, READ } from '../queries/seeing.ts'
import { standingOf } from '../queries/standings.ts'
import { subjectFor, type SubjectShown } from '../queries/subjects.ts'
import { everyValueOf } from '../queries/values.ts'
import { indicatorView, valueColumns } from '../views/indicator.ts'
import { PERFORMANCE } from '../views/words.ts'
import { indicatorFor, indicatorForm, peopleOfBody, theIndicator, todayOf } from './asked.ts'

const showIndicator = get('/performance/:organisation/:indicator', {
  permission: READ,
  async run(visit) {
    const indicator = await theIndicator(visit)
    const values = await everyValueOf(visit, indicator.id)
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, `${indicator.code}-figures`, valueColumns, values)
    const standing = values
      .filter((row) => row.superseded_at === null && row.kind !== 'benchmark')
      .toSorted((one, other) => Temporal.PlainDate.compare(other.period_to, one.period_to))
    return page(
      indicatorView({
        standing: {
          ...standingOf(indicator, standing, todayOf(visit)),
          doubts: values.filter((row) => row.superseded_at === null && row.reading === 'doubt').length,
        },
        values,
        definitions: await definitionsOf(visit, indicator.id),
        changes: await changesOf(visit, indicator.id),
        about: await subjectFor(visit, indicator.about_subject_id),
        serves: await subjectFor(visit, indicator.serves_subject_id),
        today: todayOf(visit),
        may: (permission) => holdsFor(visit, permission, indicator),
      }),
    )
  },
})

const WORDS = [
  'title',
  'directorate',
  'partnership',
  'audience',
  'why',
  'source',
  'qualityNote',
  'measuredFrom',
]
const DEFINITION = [
  'what',
  'measure',
  'unit',
  'decimals',
  'bands',
  'direction',
  'frequency',
  'aggregation',
  'numerator',
  'denominator',
]

const asChoices = (rows: readonly { readonly id: string; readonly name: string }[]): Choice[] =>
  rows.map((one) => ({ value: one.id, text: one.name }))

const CREATE = 'performance.indicator.create'

async function bodiesToMeasure(visit: Visit) {
  const bodies = await organisationsNamed(visit)
  const all = visit.scopes(CREATE, 'partnership')
  if (all === 'all') return bodies
  const own = visit.scopes(CREATE, 'organisation')
  const partnered = new Set<string>()
  for (const body of bodies)
    for (const partnership of all.length === 0 ? [] : await partnershipsOf(visit, body.id))
      if (all.includes(partnership.id)) partnered.add(body.id)
  return bodies.filter((body) => own === 'all' || own.includes(body.id) || partnered.has(body.id))
}

async function asked(visit: Visit, name: string): Promise<SubjectShown | undefined> {
  const id = visit.query[name]
  return id !== undefined && isRecordId(id) ? subjectFor(visit, id) : undefined
}

type Measurable = Awaited<ReturnType<typeof bodiesToMeasure>>

const bodyChosen = (visit: Visit, bodies: Measurable): Measurable[number] | undefined =>
  bodies.find((one) => one.code === visit.query['organisation']) ??
  (bodies.length === 1 ? bodies[0] : undefined)

/** The partnership by whose officer it is measured, where that is the only reason they may. */
function partnershipOffered(visit: Visit, body: Measurable[number] | undefined): string {
  const [held, others] = [visit.scopes(CREATE, 'partnership'), visit.scopes(CREATE, 'organisation')]
  if (held === 'all' || held.length !== 1 || others === 'all') return ''
  return body !== undefined && others.includes(body.id) ? '' : (held[0] ?? '')
}

const measure = form('/performance/new', {
  action: createIndicator,
  load: async (visit) => ({
    bodies: await bodiesToMeasure(visit),
    about: await asked(visit, 'about'),
    serves: await asked(visit, 'serves'),
  }),
  values: (visit, { bodies }) => ({
    organisation: bodyChosen(visit, bodies)?.id ?? '',
    partnership: partnershipOffered(visit, bodyChosen(visit, bodies)),
    audience: 'staff',
    measure: 'percent',
    direction: 'higher',
    frequency: 'quarterly',
  }),
  options: async (visit, { bodies }) => {
    const chosen = bodyChosen(visit, bodies)
    return {
      organisation: asChoices(bodies),
      partnership: asChoices(await partnershipsNamed(visit)),
      owner: chosen === undefined ? [] : await peopleOfBody(visit, chosen.id),
    }
  },
  view: (visit, { about, serves, bodies }, state) => {
    const knowsBody = bodies.length === 1 || visit.query['organisation'] !== undefined
    const [of, to] = [visit.query['about'], visit.query['serves']]
    return formPage('Measure something', state, PERFORMANCE, {
      submit: 'Measure it',
      intro: html`${about === undefined ? null : paragraph(`About ${about.title}.`)}${serves === undefined ? null : paragraph(`It serves ${serves.title}.`)}`,
      sections: [
        {
          title: 'The indicator',
          fields: ['organisation', 'code', ...WORDS, ...(knowsBody ? ['owner'] : [])],
        },
        {
          title: 'Its definition',
          text: 'A definition may change later. What was given before keeps the one it was given under.',
          fields: DEFINITION,
        },
      ],
      more: {
        organisation: { as: 'select' },
        partnership: { as: 'select' },
        owner: { as: 'select' },
        measure: { as: 'select' },
        why: { lines: 2 },
        bands: { lines: 4 },
      },
      before: html`${of ? html`<input type="hidden" name="about" value="${of}" />` : null}${to ? html`<input type="hidden" name="serves" value="${to}" />` : null}`,
    })
  },
  then: (result) => ({
    to: result.address,
    notice: `${result.code.toUpperCase()} is measured. Set its target and give its first figure.`,
  }),
})

const edit = form('/performance/:organisation/:indicator/edit', {
  action: editIndicator,
  load: indicatorFor('performance.indicator.edit'),
  values: (visit, indicator) => ({
    ...wordsOf(indicator),
    about: visit.query['about'] ?? indicator.about_subject_id ?? '',
    serves: visit.query['serves'] ?? indicator.serves_subject_id ?? '',
    indicator: indicator.id,
    version: indicator.version,
  }),
  options: async (visit, indicator) => ({
    partnership: asChoices(await partnershipsOf(visit, indicator.organisation_id)),
    about: await subjectChoices(visit, 'about', indicator.about_subject_id),
    serves: await subjectChoices(visit, 'serves', indicator.serves_subject_id),
  }),
  view: (visit, indicator, state) =>
    indicatorForm('Change the words', {
      submit: 'Save',
      fields: [
        ...WORDS,
        ...['about', 'serves'].filter((name) => (state.options[name] ?? []).length > 0),
        'indicator',
      ],
      more: {
        partnership: { as: 'select' },
        about: { as: 'select' },
        serves: { as: 'select' },
        why: { lines: 2 },
      },
      intro: paragraph(
        'What it said before stays in its history. What is counted, and how, is changed by defining it anew.',
      ),
    })(visit, indicator, state),
  then: (result) => ({ to: result.address, notice: 'The indicator was changed.' }),
})

// A record is chosen where it stands ("measure something about this" leads here); on the page it can be kept or let go.
async function subjectChoices(visit: Visit, name: string, id: string | null): Promise<Choice[]> {
  const kept = await subjectFor(visit, id)
  const chosen = await asked(visit, name)
  const all: Choice[] =
    id === null ? [] : [{ value: id, text: kept?.title ?? 'A record that you may not see' }]
  return chosen === undefined || chosen.id === id ? all : [...all, { value: chosen.id, text: chosen.title }]
}

const define = form('/performance/:organisation/:indicator/define', {
  action: defineIndicator,
  load: indicatorFor('performance.indicator.define'),
  values: (_visit, indicator) => ({
    indicator: indicator.id,
    what: indicator.what ?? '',
    measure: indicator.measure,
    unit: indicator.unit ?? '',
    decimals: indicator.decimals,
    bands: indicator.bands.join('\n'),
    direction: indicator.direction,
    frequency: indicator.frequency,
    aggregation: indicator.aggregation ?? '',
    numerator: indicator.numerator ?? '',
    denominator: indicator.denominator ?? '',
    version: indicator.version,
  }),
  view: indicatorForm('Define it anew', {
    submit: 'Begin the new definition',
    fields: [...DEFINITION, 'reason', 'indicator'],
    more: { measure: { as: 'select' }, bands: { lines: 4 } },
    intro: paragraph(
      'The new definition begins today. Figures and targets that were given before keep the old one, and are not set beside new ones where they are counted otherwise: set the targets of the coming periods anew.',
    ),
  }),
  then: (result) => ({ to: result.address, notice: 'The new definition begins today.' }),
})

const plain = (_visit: Visit, indicator: IndicatorRow) => ({
  indicator: indicator.id,
  version: indicator.version,
})

const owner = form('/performance/:organisation/:indicator/owner', {
  action: handOverIndicator,
  load: indicatorFor('performance.indicator.hand-over'),
  values: plain,
  options: async (visit, indicator) => ({ owner: await peopleOfBody(visit, indicator.organisation_id) }),
  view: indicatorForm('Name the owner', {
    submit: 'Name the owner',
    fields: ['owner', 'reason', 'indicator'],
    more: { owner: { as: 'select' } },
    intro: paragraph(
      'The owner gives its figures, answers what is in doubt, and is asked when a period is over.',
    ),
  }),
  then: (result) => ({ to: result.address, notice: 'The owner was named.' }),
})

const retire = form('/performance/:organisation/:indicator/retire', {
  action: retireIndicator,
  load: indicatorFor('performance.indicator.retire'),
  values: plain,
  view: indicatorForm('Retire the indicator', {
    submit: 'Retire it',
    look: 'warning',
    fields: ['why', 'indicator'],
    before: warning('A retired indicator takes no new figures and is not measured again. Its record stays.'),
  }),
  then: (result, _visit, indicator) => ({
    to: result.address,
    notice: `${indicator.code.toUpperCase()} was retired.`,
  }),
})

export const indicatorPages: readonly Page[] = [measure, showIndicator, edit, define, owner, retire]
