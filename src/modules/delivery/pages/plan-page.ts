// The home of a plan: where it stands and what is open in it, then the plan itself, section by section.
import type { View, Visit } from '#platform/http/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { indicatorList } from '#modules/performance/index.ts'
import { riskList } from '#modules/risk/index.ts'
import { details, emptyState, heading } from '#web/parts.ts'
import {
  heldOf,
  milestoneLines,
  outcomesShown,
  policiesOf,
  sectionsOf,
  unitsShown,
  type OutcomeShown,
  type SectionWritten,
} from '../queries/contents.ts'
import { officersOf } from '../queries/people.ts'
import { codelistOn, type Plan } from '../queries/plans.ts'
import { holdsFor, KEEP } from '../queries/seeing.ts'
import { lackingForApproval, type TemplateSection } from '../rules.ts'
import {
  aboutPlan,
  lackingPart,
  milestonesPart,
  NEXT_DATES,
  outcomesPart,
  planHead,
  planTabs,
  targetsPart,
  wordsPart,
} from '../views/plan.ts'
import { roundsSection } from '../views/rounds-section.ts'
import { activitiesSection } from './activities-list.ts'
import { todayOf, trail } from './asked.ts'
import { indicatorsOf, risksOf } from './plan-document.ts'

type Loaded = {
  readonly plan: Plan
  readonly outcomes: readonly OutcomeShown[]
  readonly written: ReadonlyMap<string, SectionWritten>
  readonly keeps: boolean
  readonly namesPeople: boolean
}

export async function planPage(visit: Visit, plan: Plan): Promise<View> {
  const loaded: Loaded = {
    plan,
    outcomes: await outcomesShown(visit, plan.id),
    written: await sectionsOf(visit, plan.id),
    keeps: plan.state !== 'closed' && holdsFor(visit, KEEP, plan),
    namesPeople: visit.actor.kind !== 'visitor',
  }
  const parts: (Html | null)[] = []
  for (const section of plan.template.sections) parts.push(await sectionPart(visit, section, loaded))
  return {
    title: plan.title,
    wide: true,
    breadcrumbs: trail(),
    body: html`${planHead(visit, plan)} ${planTabs(visit, plan, 'plan')}
      ${
        plan.state === 'draft' && loaded.keeps
          ? lackingPart(plan, lackingForApproval(plan.template, await heldOf(visit, plan.id)))
          : null
      }
      ${plan.state === 'draft' ? null : await roundsSection(visit, plan)} ${parts}
      ${details(
        'About this plan',
        aboutPlan(plan, {
          officers: await officersOf(visit, plan.id),
          units: await unitsShown(visit, plan.id),
          policies: await policiesOf(visit, plan.id),
          namesPeople: loaded.namesPeople,
        }),
      )}`,
  }
}

async function sectionPart(visit: Visit, section: TemplateSection, loaded: Loaded): Promise<Html | null> {
  const { plan, outcomes, written, keeps, namesPeople } = loaded
  switch (section.shows) {
    case 'words':
      return wordsPart(plan, section, written.get(section.code), keeps)
    case 'outcomes':
      return outcomesPart(plan, section.title, outcomes, { mayAdd: keeps, namesPeople })
    case 'targets':
      return targetsPart(plan, section.title, outcomes)
    case 'activities':
      return activitiesSection(visit, plan)
    case 'milestones': {
      const kinds = await codelistOn(
        visit,
        plan.template.lists.milestones,
        plan.approved_on ?? todayOf(visit),
      )
      return milestonesPart(
        plan,
        section.title,
        await milestoneLines(visit, plan.id, { waiting: true, most: NEXT_DATES + 1 }),
        kinds.entries,
        todayOf(visit),
      )
    }
    case 'indicators': {
      const rows = await indicatorsOf(visit, [plan.id, ...outcomes.map((one) => one.id)])
      return html`${heading(section.title, { level: 2 })}
      ${indicatorList(rows, emptyState('No indicators yet', `An indicator appears here once its owner says that it serves one of the ${plan.template.words.outcomes}.`))}`
    }
    case 'risks': {
      const rows = await risksOf(visit, [plan.id, ...outcomes.map((one) => one.id)])
      return html`${heading(section.title, { level: 2 })}
      ${riskList(rows, emptyState('No open risks', `A risk appears here once somebody raises one about the plan or one of its ${plan.template.words.outcomes}.`))}`
    }
  }
}
