// The menu in the reader's words: rooms that belong together stand under one entry, and are shown in a second row once
// the reader is in one of them. A phone without scripts must not be filled by a menu of fifteen rooms.
import type { NavigationEntry } from '#platform/module/index.ts'

export type MenuLink = { readonly text: string; readonly href: string; readonly current: boolean }

export type Menu = {
  readonly navigation: readonly MenuLink[]
  /** The rooms beside the one the reader is in, where there are several. */
  readonly section: { readonly label: string; readonly links: readonly MenuLink[] } | null
}

// The order in which the entries stand; what is not named here comes after, in the order of the module list.
const ORDER = [
  'Home',
  'Book a workspace',
  'Groups and events',
  'Funding and projects',
  'Meetings',
  'Performance',
  'Network and Wi-Fi',
  'People and places',
]

const isUnder = (path: string, room: string): boolean =>
  path === room || (room !== '/' && path.startsWith(`${room}/`))

const place = (label: string): number => {
  const at = ORDER.indexOf(label)
  return at === -1 ? ORDER.length : at
}

/** The menu of somebody who may see these entries, on the page with this path. An entry leads to the first of its rooms. */
export function menuOf(entries: readonly NavigationEntry[], path: string): Menu {
  const rooms = entries.map(({ label, href, also, under }) => ({
    entry: under ?? label,
    text: label,
    href,
    // How much of the address is the room's: of two rooms, one inside the other, the inner one is where the reader is.
    near: Math.max(
      0,
      ...[href, ...(also ?? [])].filter((one) => isUnder(path, one)).map((one) => one.length),
    ),
  }))
  const labels = [...new Set(rooms.map((room) => room.entry))].toSorted((a, b) => place(a) - place(b))
  const within = (label: string) => rooms.filter((room) => room.entry === label)
  const navigation = labels.map((label) => {
    const own = within(label)
    return { text: label, href: own[0]?.href ?? '/', current: own.some((room) => room.near > 0) }
  })
  const here = navigation.find((entry) => entry.current)?.text
  const beside = here === undefined ? [] : within(here)
  const nearest = Math.max(1, ...beside.map((room) => room.near))
  return {
    navigation,
    section:
      here === undefined || beside.length < 2
        ? null
        : {
            label: here,
            links: beside.map(({ text, href, near }) => ({ text, href, current: near === nearest })),
          },
  }
}
