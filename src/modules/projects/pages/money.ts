// Spending and its reversal.
import { form } from '#platform/http/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { paragraph } from '#web/parts.ts'
import { recordSpend, reverseSpend } from '../actions/money.ts'
import { budgetOf, spendsOf } from '../queries/parts.ts'
import { totalSpent } from '../rules.ts'
import { projectForm } from '../views/frame.ts'
import { openFor, done, oneOf } from './reading.ts'

export const moneyPages = [
  form('/projects/:project/spend', {
    action: recordSpend,
    load: async (visit) => {
      const project = await openFor(visit, 'projects.spend.record')
      return {
        project,
        budget: await budgetOf(visit, project.id),
        spent: totalSpent(await spendsOf(visit, project.id)),
      }
    },
    values: (_, { project }) => ({ project: project.id }),
    options: (_, { budget }) => ({
      line: budget.map((line) => ({
        value: line.id,
        text: `${line.title}: ${formatPounds(line.budgetPence - line.spentPence)} left`,
      })),
    }),
    view: (_, { project, spent }, state) =>
      projectForm(project, 'Record spending', state, {
        submit: 'Record it',
        intro: paragraph(
          `${formatPounds(project.awardPence - spent)} of the award is left. More than that is refused.`,
        ),
      }),
    then: (_, __, { project }) => done(project, 'The spending was recorded.', '#spending'),
  }),
  form('/projects/:project/spends/:spend/reverse', {
    action: reverseSpend,
    fixed: (visit) => ({ spend: visit.params['spend'] }),
    load: async (visit) => {
      const project = await openFor(visit, 'projects.spend.reverse')
      return { project, spend: await oneOf(spendsOf(visit, project.id), visit.params['spend'], 'spend line') }
    },
    view: (_, { project, spend }, state) =>
      projectForm(project, 'Reverse a spend', state, {
        submit: 'Reverse it',
        look: 'warning',
        intro: paragraph(
          `Invoice ${spend.invoiceNumber} of ${spend.supplier} stays in the list; a negative line is added.`,
        ),
      }),
    then: (_, __, { project }) => done(project, 'The spend was reversed.', '#spending'),
  }),
]
