// The demonstration's discussions: three threads that the invented cast wrote in the days before today.
import { Defect } from '#platform/errors/index.ts'
import type { Demo } from '#platform/module/index.ts'
import { LONDON } from '#platform/time/index.ts'
import { startThread, writePost } from './actions/threads.ts'
import { groupByCode } from './queries.ts'

export async function loadThreads(demo: Demo): Promise<void> {
  const threads = new Map<string, string>()
  for (const { cells } of await demo.rows('discussions')) {
    const { discussion = '', text: body = '', by = '', time = '', title = '' } = cells
    const day = demo.today.subtract({ days: Number(cells['days_before']) })
    demo.at(day.toZonedDateTime({ timeZone: LONDON, plainTime: time }).toInstant())
    const thread = threads.get(discussion)
    if (thread !== undefined) {
      await demo.as(by).perform(writePost, { thread, body })
      continue
    }
    const group = await groupByCode(demo.reader(), cells['group'] ?? '')
    if (group === undefined) throw new Defect(`The demonstration has no group ${cells['group']}.`)
    const audience = group.is_public ? 'partners' : 'members'
    const started = await demo.as(by).perform(startThread, { group: group.id, title, body, audience })
    threads.set(discussion, started.id)
  }
}
