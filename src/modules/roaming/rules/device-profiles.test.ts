import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  keyfileText,
  kindsFor,
  profileText,
  PROFILE_KINDS,
  xmlText,
  type ProfileFacts,
} from './device-profiles.ts'

const AUTHORITY = {
  subject: 'CN=Medway <root> & sons',
  der: 'TUlJQw==',
  thumbprint: '0A1B2C3D4E5F60718293A4B5C6D7E8F901234567',
  uuid: '11111111-1111-5111-8111-111111111111',
  isRoot: true,
}
const FACTS: ProfileFacts = {
  ssid: 'govroam',
  realm: 'medway.gov.uk',
  displayName: 'Medway "Council" & <friends>',
  methods: ['ttls-pap', 'peap-mschapv2', 'tls'],
  outerName: 'anonymous',
  serverNames: ['radius.medway.gov.uk', 'radius2.medway.gov.uk'],
  authorities: [AUTHORITY],
  anchor: AUTHORITY,
  uuids: {
    profile: '22222222-2222-5222-8222-222222222222',
    wifi: '33333333-3333-5333-8333-333333333333',
    connection: '44444444-4444-5444-8444-444444444444',
  },
  validUntil: Temporal.Instant.from('2031-01-02T03:04:05.678Z'),
  version: 3,
  helpdesk: { mail: 'wifi@medway.example', phone: null, page: 'https://help.medway.example/?a=1&b=2' },
  termsPage: null,
}

test('an eap-config tells methods, authority, names and network in the order of its schema', () => {
  const text = profileText('eap-config', FACTS)
  const order = [
    '<ValidUntil>2031-01-02T03:04:05Z</ValidUntil>',
    '<Type>21</Type>',
    '<CA format="X.509" encoding="base64">TUlJQw==</CA>',
    '<ServerID>radius.medway.gov.uk</ServerID><ServerID>radius2.medway.gov.uk</ServerID>',
    '<OuterIdentity>anonymous@medway.gov.uk</OuterIdentity><InnerIdentitySuffix>medway.gov.uk</InnerIdentitySuffix><InnerIdentityHint>true</InnerIdentityHint>',
    '<NonEAPAuthMethod><Type>1</Type></NonEAPAuthMethod>',
    '<Type>25</Type>',
    '<EAPMethod><Type>26</Type></EAPMethod>',
    '<Type>13</Type>',
    '<OuterIdentity>@medway.gov.uk</OuterIdentity>',
    '<SSID>govroam</SSID><MinRSNProto>CCMP</MinRSNProto>',
    '<DisplayName>Medway &quot;Council&quot; &amp; &lt;friends&gt;</DisplayName>',
    '<EmailAddress>wifi@medway.example</EmailAddress><WebAddress>https://help.medway.example/?a=1&amp;b=2</WebAddress>',
  ].map((part) => text.indexOf(part))
  assert.ok(!order.includes(-1), `${order.join(' ')}`)
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  )
})

test('Apple is told the only anchors and names, and never to let people except others', () => {
  const text = profileText('mobileconfig', FACTS)
  assert.match(
    text,
    /PayloadCertificateAnchorUUID<\/key><array><string>11111111-1111-5111-8111-111111111111<\/string>/,
  )
  assert.match(text, /<key>TLSAllowTrustExceptions<\/key><false\/>/)
  assert.match(text, /<key>AcceptEAPTypes<\/key><array><integer>21<\/integer><\/array>/)
  assert.match(text, /<key>TTLSInnerAuthentication<\/key><string>PAP<\/string>/)
  const peap = profileText('mobileconfig', { ...FACTS, methods: ['peap-mschapv2'] })
  assert.match(peap, /<integer>25<\/integer>/)
  assert.doesNotMatch(peap, /TTLSInner/)
  assert.match(text, /com\.apple\.security\.root/)
  const between = profileText('mobileconfig', { ...FACTS, authorities: [{ ...AUTHORITY, isRoot: false }] })
  assert.match(between, /com\.apple\.security\.pkcs1/)
})

test('Windows is told the hash of the authority, the names, and not to ask', () => {
  const ttls = profileText('windows', FACTS)
  assert.match(ttls, /<hex>676F76726F616D<\/hex><name>govroam<\/name>/)
  assert.match(
    ttls,
    /<TrustedRootCAHash>0A 1B 2C 3D 4E 5F 60 71 82 93 A4 B5 C6 D7 E8 F9 01 23 45 67<\/TrustedRootCAHash>/,
  )
  assert.match(ttls, /<ServerNames>radius\.medway\.gov\.uk;radius2\.medway\.gov\.uk<\/ServerNames>/)
  assert.match(ttls, /<DisablePrompt>true/)
  assert.match(ttls, />311<\/AuthorId>/)
  const peap = profileText('windows', { ...FACTS, methods: ['peap-mschapv2'] })
  assert.match(peap, /DisableUserPromptForServerValidation>true/)
  // Windows adds the realm of the person's own name, so a whole name here would become anonymous@realm@realm.
  assert.match(peap, /<AnonymousUserName>anonymous</)
  assert.match(ttls, /<AnonymousIdentity>anonymous@medway\.gov\.uk</)
})

test('NetworkManager gets the authority inside, and asks for the password', () => {
  const text = profileText('networkmanager', FACTS)
  assert.match(text, /^eap=ttls;$/m)
  assert.match(text, /^ca-cert=data:;base64,TUlJQw==$/m)
  assert.match(text, /^domain-match=radius\.medway\.gov\.uk;radius2\.medway\.gov\.uk$/m)
  assert.match(text, /^password-flags=1$/m)
})

test('words cannot leave their place: no line end in a key file, no element or control in XML', () => {
  const nasty = { ...FACTS, displayName: '</DisplayName><x/>\u0000\u0008', ssid: 'gov\n[evil]\nroam' }
  assert.doesNotMatch(profileText('networkmanager', nasty), /^\[evil\]/m)
  for (const kind of PROFILE_KINDS) assert.doesNotMatch(profileText(kind, nasty), /<x\/>|\u0000|\u0008/)
  assert.equal(xmlText('a\u0001b<'), 'ab&lt;')
  assert.equal(keyfileText(' gov roam '), '\\sgov roam\\s')
})

test('the same facts give the same file, and people with certificates are set up by their own IT', () => {
  for (const kind of PROFILE_KINDS) assert.equal(profileText(kind, FACTS), profileText(kind, { ...FACTS }))
  assert.deepEqual(kindsFor(['tls']), ['eap-config'])
  assert.deepEqual(kindsFor(['tls', 'peap-mschapv2']), PROFILE_KINDS)
})
