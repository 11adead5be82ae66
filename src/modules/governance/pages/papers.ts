// Papers: read, changed while they are drafts, cleared through the equality gate, replaced once published.
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { clearPaper, editPaper, replacePaper } from '../actions/papers.ts'
import { holdsFor, MEETING_READ, type BodyCard } from '../queries/bodies.ts'
import { itemById, versionsOfPaper, type PaperRow } from '../queries/items.ts'
import { meetingFor } from '../queries/meetings.ts'
import { notFound } from '#platform/errors/index.ts'
import { paperView } from '../views/papers.ts'
import { paperFor } from './asked.ts'

type Loaded = { readonly paper: PaperRow; readonly body: BodyCard }

const around = ({ paper }: Loaded) => ({ href: `/papers/${paper.id}`, text: paper.title })

const wordsOf = (paper: PaperRow) => ({
  paper: paper.id,
  title: paper.title,
  summary: paper.summary,
  body: paper.body,
  recommendations: paper.recommendations.join('\n'),
  version: paper.version,
})

const LINES = {
  summary: { lines: 4 },
  recommendations: { lines: 4 },
  body: { lines: 20 },
  changeNote: { lines: 3 },
}

const show = get('/papers/:paper', {
  permission: MEETING_READ,
  async run(visit) {
    const { paper, body } = await paperFor(visit)
    const item = (await itemById(visit, paper.agenda_item_id)) ?? notFound('paper')
    return page(
      paperView(paper, {
        item,
        meeting: item.meeting_id === null ? undefined : await meetingFor(visit, item.meeting_id),
        versions: await versionsOfPaper(visit, paper.id),
        prepares: holdsFor(visit, 'governance.paper.edit', body),
      }),
    )
  },
})

const edit = form('/papers/:paper/edit', {
  action: editPaper,
  load: paperFor,
  values: (_visit: Visit, { paper }: Loaded) => ({ ...wordsOf(paper), classification: paper.classification }),
  view: (_visit, loaded, state) =>
    formPage('Change the paper', state, around(loaded), {
      submit: 'Save',
      fields: ['title', 'summary', 'recommendations', 'body', 'classification', 'paper'],
      more: LINES,
    }),
  then: (result) => ({
    to: `/papers/${result.id}`,
    notice: 'The paper was changed. It is a draft until it is cleared.',
  }),
})

const clear = form('/papers/:paper/clear', {
  action: clearPaper,
  load: paperFor,
  values: (_visit: Visit, { paper }: Loaded) => ({ paper: paper.id, version: paper.version }),
  view: (_visit, loaded, state) =>
    formPage('Clear the paper', state, around(loaded), {
      submit: 'Clear the paper',
      more: { equalityReasoning: { lines: 5 } },
      intro: paragraph('No paper goes out without its equality screening: who looked, and what they found.'),
    }),
  then: (result) => ({
    to: `/papers/${result.id}`,
    notice: result.published
      ? 'The paper was cleared and published.'
      : 'The paper was cleared. It goes out with the agenda.',
  }),
})

const replace = form('/papers/:paper/replace', {
  action: replacePaper,
  load: paperFor,
  values: (_visit: Visit, { paper }: Loaded) => wordsOf(paper),
  view: (_visit, loaded, state) =>
    formPage('Replace the paper', state, around(loaded), {
      submit: 'Publish the new version',
      fields: ['changeNote', 'title', 'summary', 'recommendations', 'body', 'paper'],
      more: LINES,
      intro: paragraph('The version that was read is kept beside the new one.'),
    }),
  then: (result) => ({ to: `/papers/${result.id}`, notice: `Version ${result.number} was published.` }),
})

export const paperPages: readonly Page[] = [show, edit, clear, replace]
