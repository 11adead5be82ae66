// The demonstration's groups: the real groups of the public papers, filled with the invented cast by the offices
// that its file names (`member@gis`, `chair@leadership`, `secretary@leadership`).
import type { Demo } from '#platform/module/index.ts'
import { financialYearOf } from '#platform/time/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { addMember, appointMember } from './actions/memberships.ts'
import { loadEveryday } from './demo-everyday.ts'
import { loadThreads } from './demo-threads.ts'
import { groupByCode } from './queries.ts'
import { OFFICES, type Office } from './rules.ts'

export async function loadDemo(demo: Demo): Promise<void> {
  await demo.load('groups', 'groups', { deciding: 'leadership;kep-board' })
  // Everybody took their seat before the first meeting of the demonstration's two years.
  const seated = financialYearOf(demo.today).from.subtract({ years: 1 }).add({ days: 3 })
  demo.at(seated)
  for (const { cells } of await demo.rows('people')) {
    const person = await personByMail(demo.reader(), cells['mail'] ?? '')
    if (person === undefined) continue
    for (const { office, code } of officesIn(cells['offices'] ?? '')) {
      const group = await groupByCode(demo.reader(), code)
      if (group === undefined) continue
      await demo.perform(addMember, { group: group.id, person: person.id })
      if (office !== 'member')
        await demo.perform(appointMember, { group: group.id, person: person.id, office })
    }
  }
  await loadEveryday(demo)
  await loadThreads(demo)
  demo.at(seated)
}

/** "fund-officer@kent-connects;chair@gis" → the offices in groups among them; partnerships read theirs themselves. */
function officesIn(cell: string): { office: Office; code: string }[] {
  return cell.split(';').flatMap((token) => {
    const [name, code] = token
      .trim()
      .replace(/^group-/, '')
      .split('@')
    return name !== undefined && code !== undefined && Object.hasOwn(OFFICES, name)
      ? [{ office: name as Office, code }]
      : []
  })
}
