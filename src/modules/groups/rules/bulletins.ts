// The Traffic Light Protocol 2.0 (FIRST, August 2022) as rules: what each mark lets out of a bulletin, for how long,
// who may change it, and who would newly see it where it is sent on.
import { refuse } from '#platform/errors/index.ts'

export type MarkRule = {
  readonly name: string
  /** Who sees it, in the reader's words. */
  readonly audience: string
  /** Stricter is higher. */
  readonly strictness: number
  /** B3: what a mail, a duty (the weekly digest is a mail) or a record's name elsewhere may say. */
  readonly told: 'nothing' | 'that it is there' | 'title' | 'text'
  /** B5: whether it may stand in a list that is downloaded or asked for by a program. */
  readonly exported: boolean
  readonly searched: boolean
  /** B4: whether a file may go with it. */
  readonly carriesFile: boolean
  /** How long it is shown when nobody says less. */
  readonly days: number
}

export type Mark = 'red' | 'amber-strict' | 'amber' | 'green' | 'clear'

export const MARKS: Readonly<Record<Mark, MarkRule>> = {
  red: {
    name: 'TLP:RED',
    audience: 'the people named on it and nobody else, for their eyes and ears only',
    strictness: 5,
    told: 'nothing',
    exported: false,
    searched: false,
    carriesFile: false,
    days: 14,
  },
  'amber-strict': {
    name: 'TLP:AMBER+STRICT',
    audience: 'the members of the group and nobody else',
    strictness: 4,
    told: 'that it is there',
    exported: false,
    searched: true,
    carriesFile: true,
    days: 60,
  },
  amber: {
    name: 'TLP:AMBER',
    audience: 'members of the group and, where they need to know, staff of their organisations',
    strictness: 3,
    told: 'title',
    exported: false,
    searched: true,
    carriesFile: true,
    days: 90,
  },
  green: {
    name: 'TLP:GREEN',
    audience: 'staff of all partners',
    strictness: 2,
    told: 'text',
    exported: true,
    searched: true,
    carriesFile: true,
    days: 180,
  },
  clear: {
    name: 'TLP:CLEAR',
    audience: 'everybody, visitors too',
    strictness: 1,
    told: 'text',
    exported: true,
    searched: true,
    carriesFile: true,
    days: 365,
  },
}

/** As the choice of a form, the most open first, so that reading down it means sharing less. */
export const MARK_CHOICES = {
  clear: `${MARKS.clear.name}: ${MARKS.clear.audience}`,
  green: `${MARKS.green.name}: ${MARKS.green.audience}`,
  amber: `${MARKS.amber.name}: ${MARKS.amber.audience}`,
  'amber-strict': `${MARKS['amber-strict'].name}: ${MARKS['amber-strict'].audience}`,
  red: `${MARKS.red.name}: ${MARKS.red.audience}`,
} as const satisfies Readonly<Record<Mark, string>>

/** The marks whose bulletins may stand in a downloaded list or the answer to a program (B5). */
export const EXPORTED: readonly Mark[] = (Object.keys(MARKS) as Mark[]).filter((mark) => MARKS[mark].exported)

export type BulletinState = 'published' | 'expired' | 'withdrawn'

/**
 * What somebody sees of a bulletin (B1, B6): its text; the stone that says one was here; or nothing, like a bulletin
 * that does not exist.
 */
export function sightOf(of: {
  readonly state: BulletinState
  readonly visibleUntil: Temporal.PlainDate
  readonly today: Temporal.PlainDate
  readonly isInAudience: boolean
  readonly oversees: boolean
}): 'text' | 'stone' | 'nothing' {
  const isOver = of.state === 'expired' || Temporal.PlainDate.compare(of.today, of.visibleUntil) > 0
  if (isOver) return of.oversees ? 'stone' : 'nothing'
  if (of.state === 'withdrawn') return of.isInAudience || of.oversees ? 'stone' : 'nothing'
  return of.isInAudience ? 'text' : of.oversees ? 'stone' : 'nothing'
}

/** B6: the title of a RED bulletin is withheld wherever its text is not shown. */
export function titleOnStone(mark: Mark, title: string): string {
  return mark === 'red' ? 'Title withheld' : title
}

/** B3: how a bulletin is called in a mail and in a duty, which the weekly digest mails. */
export function titleInMail(mark: Mark, title: string): string {
  const { told, name } = MARKS[mark]
  return told === 'title' || told === 'text' ? title : `A bulletin marked ${name}`
}

/** B3: how it is called where its audience is not asked, as in the record of what was done. */
export function titleOnRecord(mark: Mark, title: string): string {
  return MARKS[mark].exported ? title : `A bulletin marked ${MARKS[mark].name}`
}

/** B6: shown until the day the sender names, at most as long as its mark allows. */
export function visibleUntil(
  mark: Mark,
  days: number,
  asked: Temporal.PlainDate | null,
  today: Temporal.PlainDate,
): Temporal.PlainDate {
  const most = today.add({ days })
  if (asked === null) return most
  if (Temporal.PlainDate.compare(asked, today) < 0)
    refuse('invalid', 'groups.bulletin.over-already', 'A bulletin is shown at least today.', {
      faults: [{ field: 'visibleUntil', message: 'Shown until must not be in the past' }],
    })
  if (Temporal.PlainDate.compare(asked, most) > 0)
    refuse(
      'invalid',
      'groups.bulletin.too-long',
      `A bulletin marked ${MARKS[mark].name} is shown for ${days} days at most.`,
      {
        faults: [
          {
            field: 'visibleUntil',
            message: `Shown until must be within ${days} days for ${MARKS[mark].name}. Leave it empty for the longest`,
          },
        ],
      },
    )
  return asked
}

/** B4: a file could be saved and sent on, so a RED bulletin carries none. */
export function mayCarryFile(mark: Mark): void {
  if (MARKS[mark].carriesFile) return
  const { name } = MARKS[mark]
  refuse(
    'invalid',
    'groups.bulletin.file-leaves',
    `A file could be saved and sent on, and ${name} never leaves the page. Write what matters in the text.`,
    { faults: [{ field: 'file', message: `${name} takes no file: it never leaves the page` }] },
  )
}

/** B2: a RED bulletin names its recipients, who are members of the group today; no other does. */
export function mayBeFor(sketch: {
  readonly mark: Mark
  readonly recipients: readonly string[]
  readonly members: ReadonlySet<string>
}): void {
  const { mark, recipients, members } = sketch
  const rule = MARKS[mark]
  if (mark !== 'red' && recipients.length > 0)
    refuse(
      'invalid',
      'groups.bulletin.names-nobody',
      `${rule.name} is for ${rule.audience}. Only TLP:RED names its recipients.`,
      { faults: [{ field: 'recipients', message: 'Select people for TLP:RED only' }] },
    )
  if (mark === 'red' && recipients.length === 0)
    refuse('invalid', 'groups.bulletin.for-whom', 'TLP:RED is for named people only. Say for whom.', {
      faults: [{ field: 'recipients', message: 'Select the people whom TLP:RED is for' }],
    })
  if (recipients.some((one) => !members.has(one)))
    refuse(
      'invalid',
      'groups.bulletin.not-members',
      'TLP:RED is shown to members of the group only, and somebody you chose is none today.',
      { faults: [{ field: 'recipients', message: 'Select members of the group' }] },
    )
}

/** B8: stricter by the author or an officer of the group; less strict by the author alone, with the originator's word. */
export function mayRemark(change: {
  readonly from: Mark
  readonly to: Mark
  readonly isAuthor: boolean
  readonly isOfficer: boolean
  readonly permission: string | null
}): 'raised' | 'lowered' {
  const { from, to, isAuthor, isOfficer, permission } = change
  if (from === to)
    refuse('conflict', 'groups.bulletin.same-mark', `The bulletin is marked ${MARKS[to].name} already.`)
  if (MARKS[to].strictness > MARKS[from].strictness) {
    if (isAuthor || isOfficer) return 'raised'
    refuse(
      'forbidden',
      'groups.bulletin.not-yours',
      'A stricter mark is set by whoever published the bulletin, or by the chair or secretary of its group. Ask one of them.',
    )
  }
  if (!isAuthor)
    refuse(
      'forbidden',
      'groups.bulletin.may-not-lower',
      `Only the person who published this bulletin may lower ${MARKS[from].name} to ${MARKS[to].name}, once its originator has agreed (Traffic Light Protocol 2.0: recipients ask the source first). Ask them, or leave the mark as it is.`,
    )
  if (permission === null)
    refuse(
      'invalid',
      'groups.bulletin.originator-unasked',
      'Lowering a mark needs the permission of the bulletin’s originator. Ask them first, and record who agreed and when.',
      { faults: [{ field: 'permission', message: 'Enter who of the originator agreed, and when' }] },
    )
  return 'lowered'
}

/** B9: nobody sees a bulletin because it was sent on. `outside` is who of the other group is not in its audience. */
export function mayForward(mark: Mark, to: string, outside: readonly string[]): void {
  const rule = MARKS[mark]
  if (mark === 'red')
    refuse(
      'forbidden',
      'groups.bulletin.red-stays',
      `${rule.name} is for the eyes and ears of the people named on it and is sent to no group. Ask its originator.`,
    )
  if (outside.length === 0) return
  const names = outside.slice(0, 3).join(', ')
  const more = outside.length > 3 ? ` and ${outside.length - 3} more` : ''
  refuse(
    'forbidden',
    'groups.bulletin.wrong-list',
    `${rule.name} is for ${rule.audience}. In ${to} it would reach ${outside.length === 1 ? 'one person' : `${outside.length} people`} beyond that: ${names}${more}. It was not sent. Ask the originator for a wider mark, or tell those who may know in person.`,
  )
}

/** B8, B10: correcting and withdrawing are for whoever published it and the officers of the group. */
export function mustAnswerForIt(who: { readonly isAuthor: boolean; readonly isOfficer: boolean }): void {
  if (who.isAuthor || who.isOfficer) return
  refuse(
    'forbidden',
    'groups.bulletin.not-yours',
    'This is for whoever published the bulletin, or for the chair or secretary of its group. Ask one of them.',
  )
}

/** A bulletin that is withdrawn or whose time is over changes no more (B10). */
export function mustBeShown(state: BulletinState): void {
  if (state === 'published') return
  refuse(
    'conflict',
    'groups.bulletin.over',
    state === 'withdrawn'
      ? 'This bulletin was withdrawn. Its record stays as it is; publish another where there is more to say.'
      : 'The time of this bulletin is over. Its record stays as it is; publish another where there is more to say.',
  )
}
