// The names by which other programs call a zone, as the name that everybody knows (IANA).

// Exchange and Outlook write the names of Windows (CLDR windowsZones); those that neighbours of ours use.
const WINDOWS: Readonly<Record<string, string>> = {
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'GTB Standard Time': 'Europe/Bucharest',
  'FLE Standard Time': 'Europe/Kyiv',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Pacific Standard Time': 'America/Los_Angeles',
  'India Standard Time': 'Asia/Kolkata',
  'Coordinated Universal Time': 'UTC',
  UTC: 'UTC',
}

/** The zone that this name means, or undefined. Programs also write "/mozilla.org/20070129_1/Europe/London". */
export function zoneNamed(name: string | undefined): string | undefined {
  if (name === undefined || name.length > 100) return undefined
  const plain = name.replaceAll('"', '').trim()
  const windows = Object.hasOwn(WINDOWS, plain) ? WINDOWS[plain] : undefined
  const tail = plain.startsWith('/') ? plain.split('/').slice(-2).join('/') : plain
  return [windows, tail].find((one) => one !== undefined && isZone(one))
}

// A bare offset ("+01:00") is a zone to Temporal, but one that never changes its clock; nobody means that.
function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
