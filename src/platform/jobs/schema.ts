// The tables of scheduled jobs and of long work. pg-boss's own tables are reached through pg-boss, and read in
// one place (troubles.ts) for the administrator's page.
import type { Generated, InstantColumn } from '#platform/database/index.ts'

export interface JobScheduleTable {
  job: string
  due_at: InstantColumn
}

export interface WorkTable {
  id: string
  kind: string
  title: string
  started_by: string | null
  done: Generated<number>
  out_of: number | null
  state: Generated<'running' | 'finished' | 'failed'>
  result_href: string | null
  message: string | null
  created_at: InstantColumn
  changed_at: InstantColumn
  finished_at: InstantColumn | null
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'platform.job_schedule': JobScheduleTable
    'platform.work': WorkTable
  }
}
