// What managers need: use, reciprocity, displacement, business continuity, the nightly check.
import { sql } from '#platform/database/index.ts'
import { job } from '#platform/jobs/index.ts'
import { rowsReference } from '#platform/personal/index.ts'
import {
  CLOSE,
  CLOSE_FOR_GOOD,
  closeForGood,
  closePlaces,
  endClosure,
  followClosing,
  followClosure,
  proposeClosure,
} from './actions/closing.ts'
import {
  endContinuity,
  followContinuity,
  INVOKE,
  invokeContinuity,
  proposeContinuity,
} from './actions/continuity.ts'
import { compareCounters } from './actions/drift.ts'
import { bookedShare, noShowCount } from './figures.ts'
import { closedDayDuties, driftDuty } from './managing-duties.ts'
import { closingPages } from './pages/closing.ts'
import { continuityPages } from './pages/continuity.ts'
import { counterPages } from './pages/counters.ts'
import { reciprocityPages } from './pages/reciprocity.ts'
import { usePages } from './pages/use.ts'
import { CHECK, checkCounters } from './queries/drift.ts'
import { RECIPROCITY } from './queries/reciprocity.ts'
import { USE } from './queries/use.ts'
import { CONTINUITY, MANAGERS } from './roles.ts'
import type { Wing } from '#platform/module/index.ts'

export const managing: Wing = {
  actions: [
    proposeClosure,
    closePlaces,
    endClosure,
    followClosure,
    closeForGood,
    followClosing,
    proposeContinuity,
    invokeContinuity,
    endContinuity,
    followContinuity,
    compareCounters,
  ],
  queries: [checkCounters],
  pages: [...usePages, ...closingPages, ...continuityPages, ...reciprocityPages, ...counterPages],
  jobs: [
    job({ name: followClosure.name, title: followClosure.title, action: followClosure, inOrder: true }),
    job({ name: followClosing.name, title: followClosing.title, action: followClosing, inOrder: true }),
    job({
      name: followContinuity.name,
      title: followContinuity.title,
      action: followContinuity,
      inOrder: true,
    }),
    job({
      name: compareCounters.name,
      title: compareCounters.title,
      action: compareCounters,
      every: { dailyAt: '03:40' },
    }),
  ],
  fills: [closedDayDuties, driftDuty],
  figures: [bookedShare, noShowCount],
  permissions: {
    [USE]: MANAGERS,
    [CLOSE]: MANAGERS,
    [CLOSE_FOR_GOOD]: MANAGERS,
    [INVOKE]: CONTINUITY,
    [RECIPROCITY]: [...MANAGERS, 'partnership-officer'],
    [CHECK]: ['administrator'],
  },
  personal: [
    rowsReference({
      column: 'workspaces.closure.made_by_person_id',
      title: 'Closures of workspaces you made',
      keep: 'who closed a workplace is part of its record',
      rows: (db, id) =>
        sql<{ what: string; at: Temporal.PlainDate }>`
          select place_name || ': ' || reason as what, made_at::date as at from workspaces.closure where made_by_person_id = ${id}`.execute(
          db,
        ),
    }),
  ],
}
