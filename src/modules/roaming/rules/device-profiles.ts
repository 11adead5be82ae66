// What a device is told so that it signs in by itself and to nobody else: which network, which method, which authority,
// which server name. Four forms of the same facts. Nothing here is secret; people type their own name and password.
import type { Method } from './words.ts'

export type Authority = {
  readonly subject: string
  /** Base64 of the DER, without line ends. */
  readonly der: string
  /** SHA-1 of the DER in hexadecimal: Windows names its authorities so. */
  readonly thumbprint: string
  /** Stays while the certificate does. */
  readonly uuid: string
  /** It signed itself; one that did not is an authority between, which Apple keeps elsewhere. */
  readonly isRoot: boolean
}

export type ProfileFacts = {
  readonly ssid: string
  readonly realm: string
  readonly displayName: string
  readonly methods: readonly Method[]
  /** 'anonymous': what travels outside the tunnel before the @. */
  readonly outerName: string
  readonly serverNames: readonly string[]
  readonly authorities: readonly Authority[]
  /** The authority of the certificate that is shown today: some systems take only one. */
  readonly anchor: Authority
  /** The same at every download, so that a profile loaded again replaces the former. */
  readonly uuids: { readonly profile: string; readonly wifi: string; readonly connection: string }
  readonly validUntil: Temporal.Instant
  readonly version: number
  readonly helpdesk: {
    readonly mail: string | null
    readonly phone: string | null
    readonly page: string | null
  }
  readonly termsPage: string | null
}

export const PROFILE_KINDS = ['eap-config', 'mobileconfig', 'windows', 'networkmanager'] as const
export type ProfileKind = (typeof PROFILE_KINDS)[number]

export const PROFILE_FILES: Readonly<
  Record<ProfileKind, { readonly suffix: string; readonly type: string; readonly label: string }>
> = {
  'eap-config': {
    suffix: '.eap-config',
    type: 'application/eap-config',
    label: 'Android and ChromeOS (the getgovroam app opens it)',
  },
  mobileconfig: {
    suffix: '.mobileconfig',
    type: 'application/x-apple-aspen-config',
    label: 'iPhone, iPad and Mac',
  },
  windows: { suffix: '.xml', type: 'application/xml', label: 'Windows' },
  networkmanager: {
    suffix: '.nmconnection',
    type: 'application/octet-stream',
    label: 'Linux with NetworkManager',
  },
}

/** The kinds of file that can be made for these methods: certificates of people come from their own IT department. */
export const kindsFor = (methods: readonly Method[]): readonly ProfileKind[] =>
  methods.some((method) => method !== 'tls') ? PROFILE_KINDS : ['eap-config']

/** The text of a profile. Refuses nothing: what may stand in it was checked when it was entered. */
export function profileText(kind: ProfileKind, facts: ProfileFacts): string {
  switch (kind) {
    case 'eap-config':
      return eapConfig(facts)
    case 'mobileconfig':
      return mobileConfig(facts)
    case 'windows':
      return windows(facts)
    case 'networkmanager':
      return networkManager(facts)
  }
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for XML 1.0: controls that it cannot hold are left out. */
export const xmlText = (words: string): string =>
  words
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"]/g, (one) => XML[one] ?? '')

const element = (name: string, words: string | null, attributes = ''): string =>
  words === null ? '' : `<${name}${attributes}>${xmlText(words)}</${name}>`

const outerIdentity = ({ outerName, realm }: ProfileFacts): string => `${outerName}@${realm}`

/** The first method with a user name and a password; devices of people with certificates are set up by their own IT. */
const passwordMethod = (facts: ProfileFacts): 'ttls-pap' | 'peap-mschapv2' | undefined =>
  facts.methods.find((method) => method !== 'tls')

// The EAP types of IANA's registry: 13 TLS, 21 TTLS, 25 PEAP, 26 MSCHAPv2; PAP inside TTLS is no EAP method.
const EAP_TYPE: Readonly<Record<Method, number>> = { tls: 13, 'ttls-pap': 21, 'peap-mschapv2': 25 }

/** draft-winter-opsawg-eap-metadata: elements in the order of its schema. */
function eapConfig(facts: ProfileFacts): string {
  const methods = facts.methods.map((method) => eapMethod(method, facts)).join('')
  const { mail, page, phone } = facts.helpdesk
  const helpdesk = [element('EmailAddress', mail), element('WebAddress', page), element('Phone', phone)].join(
    '',
  )
  return `<?xml version="1.0" encoding="utf-8"?>
<EAPIdentityProviderList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="eap-metadata.xsd">
  <EAPIdentityProvider ID="${xmlText(facts.realm)}" namespace="urn:RFC4282:realm" lang="en" version="1">
    ${element('ValidUntil', facts.validUntil.toString({ smallestUnit: 'second' }))}
    <AuthenticationMethods>${methods}
    </AuthenticationMethods>
    <CredentialApplicability>
      <IEEE80211>${element('SSID', facts.ssid)}<MinRSNProto>CCMP</MinRSNProto></IEEE80211>
    </CredentialApplicability>
    <ProviderInfo>
      ${element('DisplayName', facts.displayName)}${element('TermsOfUse', facts.termsPage)}${helpdesk === '' ? '' : `<Helpdesk>${helpdesk}</Helpdesk>`}
    </ProviderInfo>
  </EAPIdentityProvider>
</EAPIdentityProviderList>
`
}

function eapMethod(method: Method, facts: ProfileFacts): string {
  const authorities = facts.authorities
    .map((one) => `<CA format="X.509" encoding="base64">${one.der}</CA>`)
    .join('')
  const names = facts.serverNames.map((name) => element('ServerID', name)).join('')
  const identity =
    method === 'tls'
      ? `<ClientSideCredential>${element('OuterIdentity', `@${facts.realm}`)}</ClientSideCredential>`
      : `<ClientSideCredential>${element('OuterIdentity', outerIdentity(facts))}${element('InnerIdentitySuffix', facts.realm)}<InnerIdentityHint>true</InnerIdentityHint></ClientSideCredential>`
  const inner = {
    tls: '',
    'ttls-pap':
      '<InnerAuthenticationMethod><NonEAPAuthMethod><Type>1</Type></NonEAPAuthMethod></InnerAuthenticationMethod>',
    'peap-mschapv2':
      '<InnerAuthenticationMethod><EAPMethod><Type>26</Type></EAPMethod></InnerAuthenticationMethod>',
  }[method]
  return `
      <AuthenticationMethod>
        <EAPMethod><Type>${EAP_TYPE[method]}</Type></EAPMethod>
        <ServerSideCredential>${authorities}${names}</ServerSideCredential>
        ${identity}${inner}
      </AuthenticationMethod>`
}

const strings = (values: readonly string[]): string => values.map((one) => element('string', one)).join('')

/** Apple's configuration profile: the authorities and the network, which names them as its only anchors. */
function mobileConfig(facts: ProfileFacts): string {
  const method = passwordMethod(facts) ?? 'ttls-pap'
  const identifier = `govroam.${facts.realm.split('.').toReversed().join('.')}`
  const payload = (type: string, uuid: string, name: string): string =>
    `<key>PayloadType</key><string>${type}</string><key>PayloadVersion</key><integer>1</integer>` +
    `<key>PayloadIdentifier</key>${element('string', `${identifier}.${uuid}`)}<key>PayloadUUID</key><string>${uuid}</string>` +
    `<key>PayloadDisplayName</key>${element('string', name)}`
  const authorities = facts.authorities
    .map(
      (one) => `
    <dict>${payload(one.isRoot ? 'com.apple.security.root' : 'com.apple.security.pkcs1', one.uuid, one.subject)}<key>PayloadContent</key><data>${one.der}</data></dict>`,
    )
    .join('')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key>${element('string', identifier)}
  <key>PayloadUUID</key><string>${facts.uuids.profile}</string>
  <key>PayloadDisplayName</key>${element('string', `${facts.ssid}: ${facts.displayName}`)}
  <key>PayloadOrganization</key>${element('string', facts.displayName)}
  <key>PayloadContent</key>
  <array>${authorities}
    <dict>${payload('com.apple.wifi.managed', facts.uuids.wifi, `Wi-Fi ${facts.ssid}`)}
      <key>SSID_STR</key>${element('string', facts.ssid)}
      <key>HIDDEN_NETWORK</key><false/>
      <key>AutoJoin</key><true/>
      <key>EncryptionType</key><string>WPA2</string>
      <key>EAPClientConfiguration</key>
      <dict>
        <key>AcceptEAPTypes</key><array><integer>${EAP_TYPE[method]}</integer></array>
        <key>OuterIdentity</key>${element('string', outerIdentity(facts))}
        <key>PayloadCertificateAnchorUUID</key><array>${strings(facts.authorities.map((one) => one.uuid))}</array>
        <key>TLSTrustedServerNames</key><array>${strings(facts.serverNames)}</array>
        <key>TLSAllowTrustExceptions</key><false/>
        <key>TLSMinimumVersion</key><string>1.2</string>${method === 'ttls-pap' ? '\n        <key>TTLSInnerAuthentication</key><string>PAP</string>' : ''}
      </dict>
    </dict>
  </array>
</dict>
</plist>
`
}

const MICROSOFT = 'http://www.microsoft.com'
const spaced = (hex: string): string => (hex.match(/../g) ?? []).join(' ')
const hexOf = (words: string): string =>
  [...new TextEncoder().encode(words)]
    .map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())
    .join('')

/**
 * A WLAN profile of Windows (`netsh wlan add profile`): no prompt, so that nobody can be talked into a stranger's server.
 * For PEAP Windows puts the realm behind the anonymous name by itself; for TTLS it takes the name as it stands.
 */
function windows(facts: ProfileFacts): string {
  const method = passwordMethod(facts) ?? 'peap-mschapv2'
  const names = facts.serverNames.join(';')
  const ttls = `<EapTtls xmlns="${MICROSOFT}/provisioning/EapTtlsConnectionPropertiesV1">
              <ServerValidation>${element('ServerNames', names)}${facts.authorities.map((one) => `<TrustedRootCAHash>${spaced(one.thumbprint)}</TrustedRootCAHash>`).join('')}<DisablePrompt>true</DisablePrompt></ServerValidation>
              <Phase2Authentication><PAPAuthentication/></Phase2Authentication>
              <Phase1Identity><IdentityPrivacy>true</IdentityPrivacy>${element('AnonymousIdentity', outerIdentity(facts))}</Phase1Identity>
            </EapTtls>`
  const peap = `<Eap xmlns="${MICROSOFT}/provisioning/BaseEapConnectionPropertiesV1"><Type>25</Type><EapType xmlns="${MICROSOFT}/provisioning/MsPeapConnectionPropertiesV1">
              <ServerValidation><DisableUserPromptForServerValidation>true</DisableUserPromptForServerValidation>${element('ServerNames', names)}${facts.authorities.map((one) => `<TrustedRootCA>${spaced(one.thumbprint)}</TrustedRootCA>`).join('')}</ServerValidation>
              <FastReconnect>true</FastReconnect><InnerEapOptional>false</InnerEapOptional>
              <Eap xmlns="${MICROSOFT}/provisioning/BaseEapConnectionPropertiesV1"><Type>26</Type><EapType xmlns="${MICROSOFT}/provisioning/MsChapV2ConnectionPropertiesV1"><UseWinLogonCredentials>false</UseWinLogonCredentials></EapType></Eap>
              <EnableQuarantineChecks>false</EnableQuarantineChecks><RequireCryptoBinding>false</RequireCryptoBinding>
              <PeapExtensions><PerformServerValidation xmlns="${MICROSOFT}/provisioning/MsPeapConnectionPropertiesV2">true</PerformServerValidation><AcceptServerName xmlns="${MICROSOFT}/provisioning/MsPeapConnectionPropertiesV2">true</AcceptServerName><IdentityPrivacy xmlns="${MICROSOFT}/provisioning/MsPeapConnectionPropertiesV2"><EnableIdentityPrivacy>true</EnableIdentityPrivacy>${element('AnonymousUserName', facts.outerName)}</IdentityPrivacy></PeapExtensions>
            </EapType></Eap>`
  const common = `xmlns="${MICROSOFT}/provisioning/EapCommon"`
  return `<?xml version="1.0"?>
<WLANProfile xmlns="${MICROSOFT}/networking/WLAN/profile/v1">
  ${element('name', facts.ssid)}
  <SSIDConfig><SSID><hex>${hexOf(facts.ssid)}</hex>${element('name', facts.ssid)}</SSID><nonBroadcast>false</nonBroadcast></SSIDConfig>
  <connectionType>ESS</connectionType>
  <connectionMode>auto</connectionMode>
  <autoSwitch>false</autoSwitch>
  <MSM>
    <security>
      <authEncryption><authentication>WPA2</authentication><encryption>AES</encryption><useOneX>true</useOneX></authEncryption>
      <OneX xmlns="${MICROSOFT}/networking/OneX/v1">
        <cacheUserData>true</cacheUserData>
        <authMode>user</authMode>
        <EAPConfig>
          <EapHostConfig xmlns="${MICROSOFT}/provisioning/EapHostConfig">
            <EapMethod><Type ${common}>${EAP_TYPE[method]}</Type><VendorId ${common}>0</VendorId><VendorType ${common}>0</VendorType><AuthorId ${common}>${method === 'ttls-pap' ? 311 : 0}</AuthorId></EapMethod>
            <Config xmlns="${MICROSOFT}/provisioning/EapHostConfig">${method === 'ttls-pap' ? ttls : peap}</Config>
          </EapHostConfig>
        </EAPConfig>
      </OneX>
    </security>
  </MSM>
</WLANProfile>
`
}

/** A value of a key file: a backslash begins an escape, a line end would begin another key, a space at an end is lost. */
export const keyfileText = (words: string): string =>
  words
    .replaceAll('\\', '\\\\')
    .replaceAll(/[\r\n\t]/g, ' ')
    .replaceAll(/^ | $/g, '\\s')

/** A connection of NetworkManager, with its authority inside; it asks for name and password when first used. */
function networkManager(facts: ProfileFacts): string {
  const method = passwordMethod(facts) ?? 'ttls-pap'
  return `[connection]
id=${keyfileText(facts.ssid)}
uuid=${facts.uuids.connection}
type=wifi

[wifi]
mode=infrastructure
ssid=${keyfileText(facts.ssid)}

[wifi-security]
key-mgmt=wpa-eap

[802-1x]
eap=${method === 'ttls-pap' ? 'ttls' : 'peap'};
anonymous-identity=${keyfileText(outerIdentity(facts))}
ca-cert=data:;base64,${facts.anchor.der}
domain-match=${keyfileText(facts.serverNames.join(';'))}
phase2-auth=${method === 'ttls-pap' ? 'pap' : 'mschapv2'}
password-flags=1

[ipv4]
method=auto

[ipv6]
method=auto
`
}
