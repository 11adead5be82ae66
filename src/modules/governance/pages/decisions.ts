// The register of decisions, one decision with its votes and former wordings, and correcting its words.
import { readFields } from '#platform/fields/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { correctDecision } from '../actions/decisions.ts'
import { bodiesFor, MEETING_READ } from '../queries/bodies.ts'
import { decisionFor, listDecisions, votesOn, wordingsOf, type DecisionCard } from '../queries/decisions.ts'
import { decisionColumns, decisionsView, decisionView } from '../views/decisions.ts'
import { idIn } from './asked.ts'

const decisionOf = (visit: Visit): Promise<DecisionCard> =>
  decisionFor(visit, idIn(visit, 'decision', 'decision'))

const showDecisions = get('/decisions', {
  permission: MEETING_READ,
  async run(visit) {
    const { format, ...asked } = visit.query
    const parameters = readFields(listDecisions.parameters, asked)
    if (format === 'csv' || format === 'xlsx') {
      const rows = await everyRow((after) =>
        listDecisions.run(visit, { ...parameters, after: after ?? null, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'decisions', decisionColumns, rows)
    }
    return page(
      decisionsView(visit, await listDecisions.run(visit, parameters), await bodiesFor(visit, MEETING_READ)),
    )
  },
})

const showDecision = get('/decisions/:decision', {
  permission: MEETING_READ,
  async run(visit) {
    const decision = await decisionOf(visit)
    return page(
      decisionView(decision, {
        votes: await votesOn(visit, decision.agenda_item_id),
        wordings: await wordingsOf(visit, decision.agenda_item_id),
        corrects:
          decision.group_id !== null &&
          visit.may('governance.decision.correct', { kind: 'group', id: decision.group_id }),
      }),
    )
  },
})

const correct = form('/decisions/:decision/correct', {
  action: correctDecision,
  load: decisionOf,
  values: (_visit, decision) => ({
    corrects: decision.id,
    decision: decision.decision,
    reasons: decision.reasons,
    alternatives: decision.alternatives,
  }),
  view: (_visit, decision, state) =>
    formPage(
      'Correct the words',
      state,
      { href: `/decisions/${decision.id}`, text: `Decision ${decision.reference}`, caption: decision.title },
      {
        submit: 'Record the correction',
        more: {
          decision: { lines: 4 },
          reasons: { lines: 4 },
          alternatives: { lines: 4 },
          because: { lines: 3 },
        },
        intro: paragraph(
          'A decision is never edited. The correction stands in its place; the former words stay readable.',
        ),
      },
    ),
  then: (result) => ({ to: `/decisions/${result.id}`, notice: 'The correction was recorded.' }),
})

export const decisionPages: readonly Page[] = [showDecisions, showDecision, correct]
