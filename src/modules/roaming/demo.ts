// The federation of the demonstration: its register, its first generation published, a quarter and a half of logins, and
// one member whose devices are set up and whose logins are tried. Nothing runs until somebody starts a rehearsal.
import type { Demo } from '#platform/module/index.ts'
import { addAccount } from './actions/accounts.ts'
import { claimDue } from './actions/claiming.ts'
import { generateFederation } from './actions/generating.ts'
import { recordWatch } from './actions/observing.ts'
import { describeProfile, publishProfile } from './actions/profiles.ts'
import { applyFederation, approveFederation } from './actions/publishing.ts'
import { addTrust } from './actions/trust.ts'
import { issueServer, makeAuthority } from './authority.ts'
import { loadRegister } from './demo-register.ts'
import { loadVisits } from './demo-visits.ts'
import { generationByNumber } from './queries/generations.ts'
import { memberByCode } from './queries/members.ts'
import { realmsSeen } from './queries/realms.ts'

export async function loadDemo(demo: Demo): Promise<void> {
  await loadRegister(demo)
  await demo.drain()
  demo.at(demo.today.subtract({ days: 40 }))
  await tryLogins(demo)
  await publishFirst(demo)
  // Yesterday, so that whatever the hour, all that is to be watched is due at once.
  demo.at(demo.today.subtract({ days: 1 }))
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

const JONAS = 'wifi@medway.example'

/** An account that only signs in to be watched; nobody but the configuration of Medway's own server knows its password. */
async function tryLogins(demo: Demo): Promise<void> {
  const { id: member } = await memberByCode(demo.reader(), 'medway')
  const realm = (await realmsSeen(demo.reader())).find((one) => one.member_id === member)
  await demo.as(JONAS).perform(addAccount, {
    member,
    realm: realm?.id,
    userName: 'roaming-test',
    method: 'ttls-pap',
  })
}

/**
 * What Medway's devices are told, and the certificate that its server was seen with. Both are of an authority made here
 * and now, whose keys are kept nowhere.
 */
async function sayWhatDevicesAreTold(demo: Demo): Promise<void> {
  const medway = await memberByCode(demo.reader(), 'medway')
  const jonas = demo.as(JONAS)
  const from = demo.today.subtract({ days: 40 }).toZonedDateTime('UTC').toInstant()
  const name = 'Invented authority of Medway'
  const authority = makeAuthority(name, { from, days: 3650 })
  const { certificate } = issueServer(
    { ...authority, name },
    { names: ['radius.medway.gov.uk'], from, days: 365 },
  )
  await jonas.perform(addTrust, { member: medway.id, purpose: 'eap', text: authority.certificate })
  const { version } = await jonas.perform(describeProfile, {
    member: medway.id,
    displayName: medway.organisation_name,
    methods: ['ttls-pap', 'peap-mschapv2'],
    serverNames: 'radius.medway.gov.uk',
    outerName: 'anonymous',
    version: 0,
  })
  const { claimedAt, watchIds } = await demo.perform(claimDue, {})
  const seen = await certificateWatch(demo, medway.id, watchIds)
  await demo.perform(recordWatch, { claimedAt, looked: [{ watch: seen, found: 'read', chain: certificate }] })
  await jonas.perform(publishProfile, { member: medway.id, version })
}

async function certificateWatch(demo: Demo, memberId: string, among: readonly string[]): Promise<string> {
  const { id } = await demo
    .reader()
    .db.selectFrom('roaming.watch as watch')
    .innerJoin('roaming.realm as realm', 'realm.id', 'watch.realm_id')
    .select('watch.id')
    .where('realm.member_id', '=', memberId)
    .where('watch.kind', '=', 'certificate')
    .where('watch.id', 'in', among)
    .executeTakeFirstOrThrow()
  return id
}
