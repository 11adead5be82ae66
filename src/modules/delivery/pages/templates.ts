// The kinds of plan and the lists of words, as everybody reads them and an administrator changes them.
import { html, type Html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  details,
  emptyState,
  heading,
  link,
  paragraph,
  summaryList,
  table,
  tag,
  warning,
} from '#web/parts.ts'
import { formPage } from '#web/forms.ts'
import {
  addCodelist,
  addTemplate,
  retireTemplate,
  reviseCodelist,
  reviseTemplate,
} from '../actions/templates.ts'
import {
  listByCode,
  listsNamed,
  listVersionsOf,
  TEMPLATE_READ,
  templateByCode,
  templatesNamed,
  templateVersionsOf,
  type ListCard,
  type ListVersion,
  type TemplateCard,
  type TemplateVersion,
} from '../queries/templates.ts'
import {
  linesOfEntries,
  linesOfSections,
  SHOWS,
  type CodelistEntry,
  type TemplateContent,
  type TemplateSection,
} from '../rules.ts'
import { HOME, PLANS } from '../views/plan-words.ts'
import { todayOf } from './asked.ts'

const KINDS = { text: 'Kinds of plan', href: '/delivery/templates' }
const LISTS = { text: 'Lists of words', href: '/delivery/lists' }

const showKinds = get(KINDS.href, {
  permission: TEMPLATE_READ,
  async run(visit) {
    const rows = await templatesNamed(visit)
    return page({
      title: 'Kinds of plan',
      breadcrumbs: [HOME, PLANS],
      body: html`${heading('Kinds of plan')}
        ${paragraph('What a plan of each kind is made of: its sections, the words it uses and the lists its forms offer. A kind changes by a new version from a day on; plans keep the version they were begun on.')}
        ${actionsList([
          visit.may('delivery.template.add') && { href: `${KINDS.href}/new`, text: 'Add a kind of plan' },
          { href: LISTS.href, text: 'Lists of words', look: 'link' },
        ])}
        ${table<TemplateCard>(
          [
            {
              key: 'name',
              label: 'Kind',
              kind: 'text',
              value: (row) => row.name,
              show: (row) =>
                html`${link(`${KINDS.href}/${row.code}`, row.name)}${row.retired_on === null ? null : html` ${tag('Retired', 'grey')}`}`,
            },
            { key: 'plans', label: 'Plans made from it', kind: 'number', value: (row) => row.plans },
          ],
          rows,
          {
            caption: 'Kinds of plan',
            captionHidden: true,
            sortedBy: 'By name',
            empty: emptyState('No kinds of plan', 'A kind appears here once an administrator adds one.'),
          },
        )}`,
    })
  },
})

const theKind = (visit: Visit): Promise<TemplateCard> => templateByCode(visit, visit.params['template'] ?? '')

const showKind = get('/delivery/templates/:template', {
  permission: TEMPLATE_READ,
  async run(visit) {
    const kind = await theKind(visit)
    const [newest, ...earlier] = await templateVersionsOf(visit, kind.id)
    const at = `${KINDS.href}/${kind.code}`
    const inUse = kind.retired_on === null
    return page({
      title: kind.name,
      wide: true,
      breadcrumbs: [HOME, PLANS, KINDS],
      body: html`${heading(kind.name, { caption: 'Kind of plan' })}
        ${kind.retired_on === null ? null : paragraph(`Retired on ${formatDate(kind.retired_on)}. Plans made from it stay.`)}
        ${actionsList([
          inUse &&
            visit.may('delivery.template.revise') && { href: `${at}/revise`, text: 'Give it a new version' },
          inUse &&
            visit.may('delivery.template.retire') && {
              href: `${at}/retire`,
              text: 'Retire it',
              look: 'link',
            },
        ])}
        ${newest === undefined ? null : html`${heading(`Version ${newest.number}, from ${formatDate(newest.from_on)}`, { level: 2 })}${contentPart(newest.content, newest.number)}`}
        ${earlier.map((one) => details(`Version ${one.number}, from ${formatDate(one.from_on)}`, contentPart(one.content, one.number)))}`,
    })
  },
})

function contentPart({ words, sections, lists, uses }: TemplateContent, number: number): Html {
  const says = [
    uses.rounds ? 'It is reported in rounds.' : 'It is not reported in rounds.',
    ...(uses.boards ? ['Reports ask which boards were told.'] : []),
    ...(uses.blocks ? [`Its ${words.outcomes} stand in blocks.`] : []),
    ...(uses.targets ? [`Its ${words.outcomes} have targets and rewards.`] : []),
  ]
  return html`${table<TemplateSection>(
    [
      { key: 'title', label: 'Section', kind: 'text', value: (row) => row.title },
      { key: 'shows', label: 'Shows', kind: 'text', value: (row) => SHOWS[row.shows] },
      {
        key: 'required',
        label: 'Before approval',
        kind: 'text',
        value: (row) => (row.required ? 'Must be written' : ''),
      },
    ],
    sections,
    { caption: `Sections of version ${number}`, captionSize: 's', sortedBy: 'In the order of the plan' },
  )}
  ${summaryList([
    {
      key: 'Its words',
      value: `${words.outcome}, ${words.outcomes}; ${words.activity}, ${words.activities}`,
    },
    { key: 'How it works', value: says.join(' ') },
    {
      key: 'Lists',
      value: bullets(
        [...new Set([lists.issues, lists.boards, lists.milestones])].map((code) =>
          link(`${LISTS.href}/${code}`, code),
        ),
      ),
    },
  ])}`
}

const CONTENT = [
  'outcome',
  'outcomes',
  'activity',
  'activities',
  'sections',
  'issues',
  'boards',
  'milestones',
  'rounds',
  'boardsAsked',
  'blocks',
  'targets',
] as const

const contentSections = (first: readonly string[]) => [
  { title: 'The kind of plan', fields: first },
  { title: 'Its words', fields: ['outcome', 'outcomes', 'activity', 'activities'] },
  { title: 'Its sections', fields: ['sections'] },
  { title: 'Its lists', fields: ['issues', 'boards', 'milestones'] },
  { title: 'How it works', fields: CONTENT.slice(8) },
]

const contentLook = {
  sections: { lines: 16 },
  issues: { as: 'select' as const },
  boards: { as: 'select' as const },
  milestones: { as: 'select' as const },
}

async function listChoices(visit: Visit) {
  const choices = (await listsNamed(visit)).map((one) => ({ value: one.id, text: one.name }))
  return { issues: choices, boards: choices, milestones: choices }
}

async function valuesOf(visit: Visit, content: TemplateContent) {
  const lists = await listsNamed(visit)
  const idOf = (code: string): string => lists.find((one) => one.code === code)?.id ?? ''
  const said = (value: boolean): string => (value ? 'yes' : 'no')
  return {
    ...content.words,
    sections: linesOfSections(content.sections),
    issues: idOf(content.lists.issues),
    boards: idOf(content.lists.boards),
    milestones: idOf(content.lists.milestones),
    rounds: said(content.uses.rounds),
    boardsAsked: said(content.uses.boards),
    blocks: said(content.uses.blocks),
    targets: said(content.uses.targets),
  }
}

/** The version a kind's next one begins with: its newest. */
const newestOf = async (visit: Visit, kind: TemplateCard): Promise<TemplateVersion | undefined> =>
  (await templateVersionsOf(visit, kind.id))[0]

const addKind = form('/delivery/templates/new', {
  action: addTemplate,
  // A kind that is there already is the example to begin with: nobody writes twelve sections from nothing.
  async values(visit) {
    const [example] = await templatesNamed(visit)
    const newest = example === undefined ? undefined : await newestOf(visit, example)
    return newest === undefined ? {} : valuesOf(visit, newest.content)
  },
  options: listChoices,
  view: (_visit, _loaded, state) =>
    formPage('Add a kind of plan', state, KINDS, {
      submit: 'Add the kind of plan',
      sections: contentSections(['name', 'code']),
      more: contentLook,
    }),
  then: (result) => ({ to: `${KINDS.href}/${result.code}`, notice: 'The kind of plan was added.' }),
})

const reviseKind = form('/delivery/templates/:template/revise', {
  action: reviseTemplate,
  load: theKind,
  async values(visit, kind) {
    const newest = await newestOf(visit, kind)
    return {
      template: kind.id,
      fromOn: todayOf(visit).toString(),
      version: kind.version,
      ...(newest === undefined ? {} : await valuesOf(visit, newest.content)),
    }
  },
  options: listChoices,
  view: (_visit, kind, state) =>
    formPage(
      'Give it a new version',
      state,
      { href: `${KINDS.href}/${kind.code}`, text: kind.name },
      {
        submit: 'Give it this version',
        sections: contentSections(['fromOn', 'template']),
        more: contentLook,
        intro: paragraph(
          'Plans keep the version they were begun on. This one is for plans begun from its day on.',
        ),
      },
    ),
  then: (result) => ({ to: `${KINDS.href}/${result.code}`, notice: 'The kind of plan has a new version.' }),
})

const retireKind = form('/delivery/templates/:template/retire', {
  action: retireTemplate,
  load: theKind,
  values: (_visit, kind) => ({ template: kind.id, version: kind.version }),
  view: (_visit, kind, state) =>
    formPage(
      'Retire the kind of plan',
      state,
      { href: `${KINDS.href}/${kind.code}`, text: kind.name },
      {
        submit: 'Retire it',
        look: 'warning',
        before: warning('No plan is begun from it any more. Plans made from it go on.'),
      },
    ),
  then: (result) => ({ to: `${KINDS.href}/${result.code}`, notice: 'The kind of plan was retired.' }),
})

const showLists = get(LISTS.href, {
  permission: TEMPLATE_READ,
  async run(visit) {
    const rows = await listsNamed(visit)
    return page({
      title: 'Lists of words',
      breadcrumbs: [HOME, PLANS],
      body: html`${heading('Lists of words')}
        ${paragraph('What the forms of plans offer: kinds of issue, boards, kinds of milestone. A list changes by a new version from a day on; rounds of the past keep the words they were reported in.')}
        ${actionsList([
          visit.may('delivery.codelist.add') && { href: `${LISTS.href}/new`, text: 'Add a list' },
          { href: KINDS.href, text: 'Kinds of plan', look: 'link' },
        ])}
        ${table<ListCard>(
          [
            {
              key: 'name',
              label: 'List',
              kind: 'text',
              value: (row) => row.name,
              show: (row) => link(`${LISTS.href}/${row.code}`, row.name),
            },
            { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code },
          ],
          rows,
          {
            caption: 'Lists of words',
            captionHidden: true,
            sortedBy: 'By name',
            empty: emptyState('No lists', 'A list appears here once an administrator adds one.'),
          },
        )}`,
    })
  },
})

const theList = (visit: Visit): Promise<ListCard> => listByCode(visit, visit.params['list'] ?? '')

const showList = get('/delivery/lists/:list', {
  permission: TEMPLATE_READ,
  async run(visit) {
    const listed = await theList(visit)
    const [newest, ...earlier] = await listVersionsOf(visit, listed.id)
    return page({
      title: listed.name,
      wide: true,
      breadcrumbs: [HOME, PLANS, LISTS],
      body: html`${heading(listed.name, { caption: 'List of words' })} ${paragraph(sourceWords(listed.source))}
        ${actionsList([
          visit.may('delivery.codelist.revise') && {
            href: `${LISTS.href}/${listed.code}/revise`,
            text: 'Give it a new version',
          },
        ])}
        ${newest === undefined ? null : entriesTable(newest)}
        ${earlier.map((one) => details(`Version ${one.number}, from ${formatDate(one.from_on)}`, entriesTable(one)))}`,
    })
  },
})

/** The source with its address as a link. */
function sourceWords(source: string): Html {
  const pieces = source.split(/(https:\/\/[^\s,;)]+[^\s,;).])/)
  return html`Source: ${pieces.map((piece) => (piece.startsWith('https://') ? link(piece, piece) : piece))}`
}

const entriesTable = (version: ListVersion): Html =>
  table<CodelistEntry>(
    [
      { key: 'label', label: 'Label', kind: 'text', value: (row) => row.label },
      { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code },
      {
        key: 'aliases',
        label: 'Other spellings',
        kind: 'text',
        value: (row) => (row.aliases ?? []).join('; '),
      },
      {
        key: 'maps',
        label: 'In other lists',
        kind: 'text',
        value: (row) =>
          Object.entries(row.maps ?? {})
            .map(([other, code]) => `${other}: ${code}`)
            .join('; '),
      },
      { key: 'note', label: 'Note', kind: 'text', value: (row) => row.note },
    ],
    version.entries,
    {
      caption: `Version ${version.number}, from ${formatDate(version.from_on)}`,
      captionSize: 's',
      sortedBy: 'In the order of the list',
    },
  )

const addList = form('/delivery/lists/new', {
  action: addCodelist,
  view: (_visit, _loaded, state) =>
    formPage('Add a list', state, LISTS, { submit: 'Add the list', more: { entries: { lines: 14 } } }),
  then: (result) => ({ to: `${LISTS.href}/${result.code}`, notice: 'The list was added.' }),
})

const reviseList = form('/delivery/lists/:list/revise', {
  action: reviseCodelist,
  load: theList,
  async values(visit, listed) {
    const [newest] = await listVersionsOf(visit, listed.id)
    return {
      codelist: listed.id,
      fromOn: todayOf(visit).toString(),
      source: listed.source,
      entries: linesOfEntries(newest?.entries ?? []),
      version: newest?.number ?? 0,
    }
  },
  view: (_visit, listed, state) =>
    formPage(
      'Give the list a new version',
      state,
      { href: `${LISTS.href}/${listed.code}`, text: listed.name },
      {
        submit: 'Give it this version',
        fields: ['fromOn', 'entries', 'source', 'codelist'],
        more: { entries: { lines: 16 } },
        intro: paragraph('Rounds of the past keep the words they were reported in.'),
      },
    ),
  then: (result) => ({ to: `${LISTS.href}/${result.code}`, notice: 'The list has a new version.' }),
})

export const templatePages: readonly Page[] = [
  showKinds,
  addKind,
  showKind,
  reviseKind,
  retireKind,
  showLists,
  addList,
  showList,
  reviseList,
]
