// The register of the demonstration: Kent's federation as it was carried over from a former one, most members live, three
// boarding at different steps. Bodies and their realms are real, everything else is invented; every address is loopback, so
// that it can be run on one machine.
import type { Demo } from '#platform/module/index.ts'
import { organisationByCode } from '#modules/organisations/index.ts'
import { giveConsent } from './actions/boarding.ts'
import { claimRealm } from './actions/realms.ts'
import { appointOperator, setUpFederation } from './actions/federation.ts'
import { federationOf } from './queries/federation.ts'
import { memberIds } from './queries/members.ts'

const OPERATOR = 'roaming@kcc.example'
/** They have been invited, and have not consented yet. */
const NOT_CONSENTED = ['secamb', 'tunbridge-wells']

export async function loadRegister(demo: Demo): Promise<void> {
  const began = demo.today.subtract({ days: 60 })
  demo.at(began)
  const { id: organisation } = await organisationByCode(demo.reader(), 'kcc')
  await demo.perform(appointOperator, { person: demo.as(OPERATOR).personId })
  await demo.as(OPERATOR).perform(setUpFederation, {
    organisation,
    name: 'Kent govroam',
    ssid: 'govroam',
    operatorRealm: 'roaming.kent.gov.uk',
    country: 'GB',
    networks: '127.10.0.0/16',
    probeAddress: '127.10.0.100',
    helpdeskMail: 'roaming@kcc.example',
    helpdeskPhone: '01632 960 280',
    traceDays: 92,
    lookupDays: 28,
    rotateDays: 365,
  })
  for (const what of ['members', 'realms', 'servers', 'sites'])
    await demo.load(`roaming-${what}`, `demo/roaming-${what}`)
  await consentAll(demo)
  // A claim that waits for its proof is of these days: after a month it would be given up.
  demo.at(demo.today.subtract({ days: 2 }))
  const member = (await memberIds(demo.reader())).get('thanet')
  await demo.as('leadership@thanet.example').perform(claimRealm, { member, realm: 'thanet.gov.uk' })
  demo.at(began)
}

/** Each body's service contact consents for it: nobody else could. */
async function consentAll(demo: Demo): Promise<void> {
  const members = await memberIds(demo.reader())
  const version = (await federationOf(demo.reader().db))?.version ?? 1
  for (const { cells } of await demo.rows('demo/roaming-members')) {
    const { organisation = '', service = '' } = cells
    const member = members.get(organisation)
    if (member === undefined || service === '' || NOT_CONSENTED.includes(organisation)) continue
    await demo.as(service).perform(giveConsent, { member, agree: 'yes', version })
  }
}
