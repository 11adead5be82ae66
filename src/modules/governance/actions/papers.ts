// Papers in their simplest form: written, cleared through the equality gate, published with the agenda, and from
// then on only ever replaced by a further version that says what changed.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { mayFor } from '../queries/bodies.ts'
import { paperById, paperOfItem, type ItemCard, type PaperRow } from '../queries/items.ts'
import { meetingFor } from '../queries/meetings.ts'
import {
  CLASSIFICATIONS,
  EQUALITY_OUTCOMES,
  equalityFaults,
  mayEditPaper,
  mayReplacePaper,
  recommendationsOf,
  SCREENING_SENTENCE,
} from '../rules.ts'
import { lockedItem } from './locking.ts'

const mustBeCurrent = versionCheck('governance.paper.stale', 'paper')

const words = {
  title: field.text('Title', { most: 300 }),
  summary: field.longText('Summary', {
    most: 1500,
    hint: 'Two or three sentences that stand for the whole paper',
  }),
  body: field.longText('The paper', { most: 40_000, hint: 'Blank lines divide paragraphs' }),
  recommendations: field
    .longText('Recommendations', { most: 5000, hint: 'One a line; they are numbered for you' })
    .optional(),
  classification: field.choice('Who may read it', CLASSIFICATIONS),
}

export const writePaper = action({
  name: 'governance.paper.write',
  title: 'Write a paper',
  doors: ['page', 'api', 'command'],
  fields: { item: field.id('Agenda item'), ...words },
  async run(inside, answers) {
    const { item, body } = await lockedItem(inside, answers.item)
    mayFor(inside, 'governance.paper.write', body)
    if ((await paperOfItem(inside, item.id)) !== undefined) {
      refuse('conflict', 'governance.paper.exists', 'This item has its paper already. Edit that one.')
    }
    const id = inside.id()
    await inside.tx
      .insertInto('governance.paper')
      .values({
        id,
        agenda_item_id: item.id,
        title: answers.title,
        author_person_id: personOf(inside),
        summary: answers.summary,
        body: answers.body,
        recommendations: recommendationsOf(answers.recommendations),
        classification: answers.classification,
        equality_outcome: null,
        equality_reasoning: null,
        equality_assessor_id: null,
        equality_assessed_on: null,
        published_number: null,
      })
      .execute()
    return { subject: item.id, result: { id }, facts: { paper: id, classification: answers.classification } }
  },
})

export const editPaper = action({
  name: 'governance.paper.edit',
  title: 'Change a paper',
  doors: ['page', 'api', 'command'],
  fields: { paper: field.id('Paper'), ...words, version: field.version() },
  async run(inside, answers) {
    const { paper } = await lockedPaper(inside, answers.paper, 'governance.paper.edit')
    mustBeCurrent(paper, answers.version, { title: paper.title, summary: paper.summary })
    mayEditPaper(paper.state)
    // Other words may be relevant to equality where the former were not: clearing is done again.
    await inside.tx
      .updateTable('governance.paper')
      .set({
        title: answers.title,
        summary: answers.summary,
        body: answers.body,
        recommendations: recommendationsOf(answers.recommendations),
        classification: answers.classification,
        state: 'draft',
        version: paper.version + 1,
      })
      .where('id', '=', paper.id)
      .execute()
    return { subject: paper.agenda_item_id, result: { id: paper.id }, facts: { paper: paper.id } }
  },
})

export const clearPaper = action({
  name: 'governance.paper.clear',
  title: 'Clear a paper',
  doors: ['page', 'api', 'command'],
  fields: {
    paper: field.id('Paper'),
    equalityOutcome: field.choice('Equality screening', EQUALITY_OUTCOMES),
    equalityReasoning: field.longText('What was looked at and found', {
      most: 3000,
      hint: `For example: "${SCREENING_SENTENCE}" For an analysis, its title, date and what it changed.`,
      missing: `Write what the screening found, for example: "${SCREENING_SENTENCE}"`,
    }),
    version: field.version(),
  },
  async run(inside, answers) {
    const { paper, item } = await lockedPaper(inside, answers.paper, 'governance.paper.clear')
    mustBeCurrent(paper, answers.version)
    mayEditPaper(paper.state)
    const faults = equalityFaults(answers.equalityReasoning)
    if (faults.length > 0) invalid('governance.paper.not-screened', faults)
    await inside.tx
      .updateTable('governance.paper')
      .set({
        state: 'cleared',
        equality_outcome: answers.equalityOutcome,
        equality_reasoning: answers.equalityReasoning,
        equality_assessor_id: personOf(inside),
        equality_assessed_on: londonDate(inside.now),
        version: paper.version + 1,
      })
      .where('id', '=', paper.id)
      .execute()
    // The agenda is out already: a late paper goes out the moment it is cleared.
    const meeting = item.meeting_id === null ? undefined : await meetingFor(inside, item.meeting_id)
    const late = meeting !== undefined && ['published', 'held'].includes(meeting.state)
    const published = late ? await publishPapers(inside, [item]) : 0
    return {
      subject: paper.agenda_item_id,
      result: { id: paper.id, published: published > 0 },
      facts: { paper: paper.id, equality: answers.equalityOutcome },
    }
  },
})

export const replacePaper = action({
  name: 'governance.paper.replace',
  title: 'Replace a published paper',
  doors: ['page', 'api', 'command'],
  fields: {
    paper: field.id('Paper'),
    changeNote: field.longText('What changed and why', { most: 1000 }),
    title: words.title,
    summary: words.summary,
    body: words.body,
    recommendations: words.recommendations,
    version: field.version(),
  },
  async run(inside, answers) {
    const { paper } = await lockedPaper(inside, answers.paper, 'governance.paper.replace')
    mustBeCurrent(paper, answers.version, { title: paper.title, summary: paper.summary })
    mayReplacePaper(paper.state)
    await inside.tx
      .updateTable('governance.paper')
      .set({
        title: answers.title,
        summary: answers.summary,
        body: answers.body,
        recommendations: recommendationsOf(answers.recommendations),
        version: paper.version + 1,
      })
      .where('id', '=', paper.id)
      .execute()
    const number = await addVersion(inside, paper.id, answers.changeNote)
    return {
      subject: paper.agenda_item_id,
      result: { id: paper.id, number },
      facts: { paper: paper.id, number },
    }
  },
})

/** Publishes the cleared papers of these items; refuses while one of them is still a draft. */
export async function publishPapers(inside: Inside, items: readonly ItemCard[]): Promise<number> {
  const papers: PaperRow[] = []
  for (const item of items) {
    const paper = await paperOfItem(inside, item.id)
    if (paper !== undefined) papers.push(paper)
  }
  const drafts = papers.filter((paper) => paper.state === 'draft').map((paper) => `"${paper.title}"`)
  if (drafts.length > 0) {
    refuse(
      'conflict',
      'governance.paper.not-cleared',
      `${drafts.length === 1 ? 'A paper is' : `${drafts.length} papers are`} not cleared yet: ${drafts.join(', ')}. Clear ${drafts.length === 1 ? 'it' : 'them'} or take the item off the agenda.`,
    )
  }
  const cleared = papers.filter((paper) => paper.state === 'cleared')
  for (const paper of cleared) await addVersion(inside, paper.id, null)
  return cleared.length
}

async function addVersion(inside: Inside, paperId: string, changeNote: string | null): Promise<number> {
  const paper = (await paperById(inside, paperId)) ?? notFound('paper')
  const number = (paper.published_number ?? 0) + 1
  await inside.tx
    .insertInto('governance.paper_version')
    .values({
      id: inside.id(),
      paper_id: paperId,
      number,
      title: paper.title,
      summary: paper.summary,
      body: paper.body,
      recommendations: paper.recommendations,
      change_note: changeNote,
      published_at: inside.now,
      published_by: personOf(inside),
    })
    .execute()
  await inside.tx
    .updateTable('governance.paper')
    .set({ state: 'published', published_number: number })
    .where('id', '=', paperId)
    .execute()
  inside.found('governance.paper', paperId)
  return number
}

async function lockedPaper(
  inside: Inside,
  id: string,
  permission: string,
): Promise<{ paper: PaperRow; item: ItemCard }> {
  const found = (await paperById(inside, id)) ?? notFound('paper')
  const { item, body } = await lockedItem(inside, found.agenda_item_id, 'paper')
  mayFor(inside, permission, body)
  return { paper: (await paperById(inside, id)) ?? notFound('paper'), item }
}
