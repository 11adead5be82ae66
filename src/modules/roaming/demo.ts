// The federation of the demonstration: its register, its first generation published, a quarter and a half of logins, and
// one member that has said what its people's devices are told. Nothing is watched until somebody says from where.
import type { Demo } from '#platform/module/index.ts'
import { generateFederation } from './actions/generating.ts'
import { describeProfile } from './actions/profiles.ts'
import { applyFederation, approveFederation } from './actions/publishing.ts'
import { loadRegister } from './demo-register.ts'
import { loadVisits } from './demo-visits.ts'
import { generationByNumber } from './queries/generations.ts'
import { memberByCode } from './queries/members.ts'

export async function loadDemo(demo: Demo): Promise<void> {
  await loadRegister(demo)
  await demo.drain()
  demo.at(demo.today.subtract({ days: 40 }))
  await publishFirst(demo)
  await sayWhatDevicesAreTold(demo)
  demo.at(demo.today)
  await loadVisits(demo)
  await demo.drain()
}

/** Made by one who runs the federation, approved by another. */
async function publishFirst(demo: Demo): Promise<void> {
  const maker = demo.as('roaming@kcc.example')
  const { number } = await maker.perform(generateFederation, { because: 'The federation moves to Connects' })
  // The check runs when what is queued is carried out.
  await demo.drain()
  const version = async () => (await generationByNumber(demo.reader(), number)).version
  await demo.as('administrator@kcc.example').perform(approveFederation, { number, version: await version() })
  await maker.perform(applyFederation, { number, version: await version() })
}

async function sayWhatDevicesAreTold(demo: Demo): Promise<void> {
  const medway = await memberByCode(demo.reader(), 'medway')
  await demo.as('wifi@medway.example').perform(describeProfile, {
    member: medway.id,
    displayName: medway.organisation_name,
    methods: ['ttls-pap', 'peap-mschapv2'],
    serverNames: 'radius.medway.gov.uk',
    outerName: 'anonymous',
    version: 0,
  })
}
