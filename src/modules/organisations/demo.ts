// The people and places of the demonstration: the county's bodies and offices from the papers, and an invented cast.
import type { Demo } from '#platform/module/index.ts'
import { financialYearOf } from '#platform/time/index.ts'
import { createPerson } from './actions/people.ts'
import { addMailDomain, proveMailDomain } from './actions/mail-domains.ts'
import { appointToOffice } from './actions/offices.ts'
import { organisationsNamed } from './queries/organisations.ts'

/** Offices of the cast that belong to this module, as data/demo/people.csv writes them. */
const OFFICES = ['administrator', 'organisation-lead'] as const

export async function loadDemo(demo: Demo): Promise<void> {
  // Two years back, so that everything later in the demonstration finds people in their posts.
  const start = financialYearOf(demo.today).from.subtract({ years: 2, months: 1 })
  demo.at(start)
  await demo.load('organisations', 'kent/organisations')
  await demo.load('sites', 'kent/workspaces')
  await demo.load('sites', 'demo/sites')
  const bodies = new Map((await organisationsNamed(demo.reader())).map((body) => [body.code, body.id]))
  for (const [code, organisation] of bodies) {
    const { id } = await demo.perform(addMailDomain, { organisation, domain: `${code}.example` })
    await demo.perform(proveMailDomain, {
      domain: id,
      evidence: 'Invented for the demonstration: nobody answers for .example',
    })
  }
  for (const { cells } of await demo.rows('demo/people')) {
    const { mail, name, organisation: code = '', job_title: jobTitle, offices = '' } = cells
    const organisation = bodies.get(code)
    const { id } = await demo.perform(createPerson, {
      mail,
      name,
      organisation,
      jobTitle,
      startedOn: start.toString(),
    })
    for (const role of OFFICES) {
      if (!offices.split(';').includes(role)) continue
      await demo.perform(appointToOffice, {
        person: id,
        role,
        ...(role === 'administrator' ? {} : { organisation }),
      })
    }
  }
}
