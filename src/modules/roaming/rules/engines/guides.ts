// The steps that differ from product to product. What is the same for all of them is in steps.ts.
import type { MemberModel, ServerModel } from '../model.ts'

export type Guide = {
  readonly name: string
  readonly parts: readonly { readonly title: string; readonly steps: readonly string[] }[]
  /** What the product has no way of doing, and what follows from it. */
  readonly limits: readonly string[]
}

/** The member's values, written as they go into a form. */
export type Values = {
  readonly member: MemberModel
  readonly server: ServerModel
  readonly roamingName: string
  readonly ownNames: readonly string[]
  readonly operatorName: string
}

const METHODS =
  'Leave PEAP with MSCHAPv2, or EAP-TLS, or EAP-TTLS; take MD5 and plain passwords out. The certificate needs the server’s name as a DNS name, the purpose *Server Authentication*, 2,048 bits or more, and must come from the authority that your profiles name.'
const LOGS =
  'Keep the logs for three months, in UTC, with User-Name, Calling-Station-Id, Operator-Name and Chargeable-User-Identity where they came.'

const own = ({ ownNames }: Values, otherwise: string): string =>
  ownNames.length === 0 ? otherwise : ownNames.join(' or ')

const nps = (values: Values): Guide => ({
  name: 'Network Policy Server',
  parts: [
    {
      title: 'The federation’s proxies as clients',
      steps: [
        'Open *RADIUS Clients and Servers*, *RADIUS Clients*, and add each proxy of the table with its address (not its name) and its shared secret.',
        'On the tab *Advanced*, choose *RADIUS Standard* and tick *Access-Request messages must contain the Message-Authenticator attribute*.',
      ],
    },
    {
      title: 'The federation’s proxies as servers',
      steps: [
        'Under *Remote RADIUS Server Groups* add a group called govroam with each proxy of the table, its port and its shared secret. Tick *Request must contain the message authenticator attribute*.',
        'On the tab *Load Balancing* set *seconds without response before request is considered dropped* to 10 and *seconds between requests when server is identified as unavailable* to 60: a shorter time would blame the proxy for somebody else’s dead server.',
        'Leave *Forward accounting requests* off: accounting stays at home.',
      ],
    },
    {
      title: 'Which names go where',
      steps: [
        `Under *Connection Request Policies* add first **govroam: own people**, with the condition *User Name* ${own(values, '(none: skip this step)')} and *Authenticate requests on this server*.`,
        `Then **govroam: guests**, with the condition *User Name* ${values.roamingName} and *Forward requests to the following remote RADIUS server group*: govroam. It must stand below the first: your own realm is never sent to the federation.`,
        'Then, as the last that applies to this SSID, **govroam: everything else** that rejects: *Authentication*, *Reject*. Names without @, with spaces or with two dots end here.',
        'Give each of them the condition *Called Station ID* `.*:govroam$` when other SSIDs use this server too.',
      ],
    },
    {
      title: 'Your own people',
      steps: [
        'Under *Network Policies* add **govroam**, granting access to the group that may roam. Do not set a condition on *NAS Port Type*: the places they visit send different ones.',
        METHODS,
        'Under *Settings*, *Standard*, take out Framed-Protocol and Service-Type, so that nothing of yours reaches another organisation’s network.',
      ],
    },
    {
      title: 'Logs',
      steps: [
        LOGS,
        'In *Accounting* switch the text file on; the event log alone holds too little and is overwritten.',
      ],
    },
  ],
  limits: [
    'It does not answer Status-Server. In the register this server is marked as not answering, and is watched by reading its certificate instead.',
    `It has no setting for a Chargeable-User-Identity. Places that your people visit see none for them and can only shut out the whole realm. The federation’s proxy writes your Operator-Name (${values.operatorName}) for you.`,
    'It has one secret for each client, whatever the port. A secret is changed by agreement, on both sides within the same minute.',
    'It does not bind what is said inside the tunnel to the realm outside. Let the network policy grant only to accounts of your own domain.',
  ],
})

const ise = (values: Values): Guide => ({
  name: 'Cisco Identity Services Engine',
  parts: [
    {
      title: 'The federation’s proxies as network devices',
      steps: [
        'Under *Administration*, *Network Resources*, *Network Devices* add each proxy of the table by its address with mask 32, and its shared secret under *RADIUS Authentication Settings*. Put them into a *Network Device Group* called govroam.',
        'When a secret is to be changed: enter the new one as *Second Shared Secret*, tell the federation, and take the first away when the portal says that both sides use the new.',
      ],
    },
    {
      title: 'The federation’s proxies as servers',
      steps: [
        'Under *External RADIUS Servers* add each proxy with its address, port and shared secret, *Server Timeout* 10 seconds, *Connection Attempts* 1.',
        'Under *RADIUS Server Sequences* add govroam with these servers, *Remote Accounting* off.',
        `Under *Advanced Attribute Settings* tick *Modify Attribute in the request* and add *Radius:Operator-Name* with ${values.operatorName}; tick *Modify Attribute before access accept* and remove Tunnel-Type, Tunnel-Medium-Type, Tunnel-Private-Group-ID, Filter-Id and cisco-av-pair.`,
      ],
    },
    {
      title: 'Which names go where',
      steps: [
        `Add the policy set **govroam: own people** with *Radius:User-Name* *MATCHES* ${own(values, '(none: skip this step)')} and your *Allowed Protocols*.`,
        `Below it the policy set **govroam: guests** with *Radius:User-Name* *MATCHES* ${values.roamingName}, *Called-Station-ID* ending in your govroam SSID, and the server sequence govroam.`,
        'Below both a policy set that denies whatever else comes from the govroam SSID.',
        'In **govroam: guests** add a condition that the device is not in the group govroam: what comes from the federation never goes back to it.',
      ],
    },
    {
      title: 'Your own people',
      steps: [
        METHODS,
        'In *Allowed Protocols* clear *Allow PAP/ASCII* outside a tunnel, *EAP-MD5* and *LEAP*.',
        'In the authorisation policy return *PermitAccess* to what comes from the group govroam, without a VLAN or an access list.',
      ],
    },
    {
      title: 'Logs',
      steps: [
        LOGS,
        'Under *Protocols*, *RADIUS*, clear *Suppress repeated failed clients* for the proxies: one wrong password would silence a whole organisation.',
      ],
    },
  ],
  limits: [
    'It does not answer Status-Server unless your version says so; mark it in the register after you have tried.',
    'It gives no Chargeable-User-Identity by itself. Add *Radius:Chargeable-User-Identity* to the authorisation profile with an attribute that names nobody, such as a salted hash kept in your directory.',
  ],
})

const clearpass = (values: Values): Guide => ({
  name: 'Aruba ClearPass Policy Manager',
  parts: [
    {
      title: 'The federation’s proxies',
      steps: [
        'Under *Configuration*, *Network*, *Devices* add each proxy of the table by its address and its shared secret, and put them into a *Device Group* called govroam.',
        'Under *Configuration*, *Network*, *Proxy Targets* add each proxy with its address, its port as *RADIUS Authentication Port*, and its shared secret.',
      ],
    },
    {
      title: 'Which names go where',
      steps: [
        `Add the service **govroam: own people**, type *802.1X Wireless*, with *Radius:IETF:User-Name* *MATCHES_REGEX* ${own(values, '(none: skip this step)')}, your authentication methods and sources. Under *Strip Username Rules* enter user:@ when your directory has no realms.`,
        `Below it the service **govroam: guests**, type *RADIUS Proxy*, with *Radius:IETF:User-Name* *MATCHES_REGEX* ${values.roamingName}, *Radius:IETF:Called-Station-Id* *ENDS_WITH* your govroam SSID, and *Connection:NAD-IP-Address* *NOT_BELONGS_TO_GROUP* govroam. On the tab *Proxy* choose the targets, *Load Balance* when there are several.`,
        'Below both a service for the govroam SSID whose only profile is *[Deny Access Profile]*.',
        `On the tab *Proxy*, *RADIUS attributes to be added*: *Radius:IETF:Operator-Name* with ${values.operatorName}.`,
        'Give the service for guests an enforcement profile that removes Tunnel-Type, Tunnel-Medium-Type, Tunnel-Private-Group-Id, Filter-Id and Aruba-User-Role, and sets your guest VLAN.',
      ],
    },
    {
      title: 'Your own people',
      steps: [
        METHODS,
        'For *Chargeable-User-Identity*: add an enforcement profile of type RADIUS with *Radius:IETF:Chargeable-User-Identity*, made of an attribute that names nobody. Send it only when the request held a Chargeable-User-Identity and an Operator-Name.',
        'What comes from the group govroam gets neither a role nor a VLAN.',
      ],
    },
    { title: 'Logs', steps: [LOGS] },
  ],
  limits: [
    'A device has one shared secret. A secret is changed by agreement, on both sides within the same minute.',
    'Restart the RADIUS service after you change proxy targets; the service is away for some seconds.',
  ],
})

const other = (values: Values): Guide => ({
  name: 'a RADIUS server of another kind',
  parts: [
    {
      title: 'The federation’s proxies',
      steps: [
        'Register each proxy of the table as a client, by its address alone (not a range, not a name), with its shared secret. Demand a Message-Authenticator.',
        'Register each proxy of the table as a server to be asked, with its port and secret. Wait 10 seconds for an answer, call it dead after 40, ask it by Status-Server whether it is back.',
        'Ask from the address that the federation knows. A device that started with one proxy goes on with it until its login is over.',
      ],
    },
    {
      title: 'Which names go where',
      steps: [
        `Sign in here: ${own(values, 'nobody')}. Never send such a name to the federation.`,
        `Send to the federation: names like ${values.roamingName} that are not yours and did not come from the federation.`,
        'Reject everything else, and whatever holds no EAP. Write the domain in small letters before you compare it.',
        `Before a question is sent, set Operator-Name to ${values.operatorName} and Chargeable-User-Identity to one zero byte.`,
        'Do not forward accounting.',
      ],
    },
    {
      title: 'Your own people',
      steps: [
        METHODS,
        'The name inside the tunnel must be of the realm outside it. Reject it otherwise.',
        'When the question holds a Chargeable-User-Identity and an Operator-Name, answer with a keyed hash of the account and the Operator-Name: the same at one place, another at the next.',
        'Wait one second before each refusal of your own; pass the refusals of others on at once.',
      ],
    },
    { title: 'Logs', steps: [LOGS] },
  ],
  limits: [
    'What this product cannot do is not known to the federation. Tell us what you could not set, and we write it down for the next.',
  ],
})

export const GUIDES = { nps, ise, clearpass, other } as const satisfies Readonly<
  Record<string, (values: Values) => Guide>
>
