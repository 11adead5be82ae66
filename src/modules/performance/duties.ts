// What indicators need of somebody, for the home page and so for the mail of the week: figures that are due, answers that
// are waited for, and owners to be named.
import { fill } from '#platform/actions/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { doubtsFor, duesOf, dueWords, ownerlessFor } from './queries/duties.ts'
import { indicatorHref } from './queries/measured.ts'
import { KEEP, READ_INSIDE } from './queries/seeing.ts'
import { codeOf } from './rules.ts'

export const figuresDue = fill(duty, {
  name: 'performance.value.to-give',
  permission: READ_INSIDE,
  async run(reader): Promise<Duty[]> {
    if (reader.actor.kind !== 'person') return []
    return (await duesOf(reader, { owner: reader.actor.id })).map((row) => ({
      title: `Give the figure of ${dueWords(row)} for “${row.title}”`,
      href: `${indicatorHref(row)}/give?period=${codeOf({ frequency: row.frequency, from: row.period_from, to: row.period_to })}`,
      due: row.due_on,
      context: `${row.code.toUpperCase()}, ${row.organisation_name}`,
      step: 'Give it',
    }))
  },
})

export const figuresInDoubt = fill(duty, {
  name: 'performance.value.to-answer',
  permission: READ_INSIDE,
  async run(reader): Promise<Duty[]> {
    if (reader.actor.kind !== 'person') return []
    return (await doubtsFor(reader, reader.actor.id)).map((row) => ({
      title: `Say what ${row.doubts === 1 ? 'a figure means' : `${row.doubts} figures mean`}: “${row.title}”`,
      href: `${indicatorHref(row)}#doubts`,
      due: null,
      context: `${row.code.toUpperCase()}, ${row.organisation_name}`,
      step: 'Answer',
    }))
  },
})

export const ownersToName = fill(duty, {
  name: 'performance.indicator.to-name',
  permission: KEEP,
  async run(reader): Promise<Duty[]> {
    if (reader.actor.kind !== 'person') return []
    return (await ownerlessFor(reader)).map((row) => ({
      title: `Name the owner of ${row.indicators === 1 ? 'one indicator' : `${row.indicators} indicators`} of ${row.organisation_name}`,
      href: `/performance/${row.organisation_code}?owner=nobody`,
      due: null,
      context: 'Nobody is asked for their figures',
      step: 'Name them',
    }))
  },
})
