// The named cast of the demonstration, by what each is needed for in a test.
export const cast = {
  administrator: 'administrator@kcc.example',
  partnershipOfficer: 'partnership.officer@kcc.example',
  fundOfficer: 'fund.officer@kcc.example',
  financeOfficer: 'finance.officer@kcc.example',
  /** Chairs the Leadership Group, which decides. */
  chair: 'leadership@medway.example',
  /** Sit on the Leadership Group and vote for their body. */
  members: [
    'leadership@kcc.example',
    'leadership@ashford.example',
    'leadership@canterbury.example',
    'leadership@dartford.example',
    'leadership@dover.example',
    'leadership@folkestone-hythe.example',
    'leadership@gravesham.example',
    'leadership@maidstone.example',
    'leadership@sevenoaks.example',
    'leadership@swale.example',
    'leadership@thanet.example',
    'leadership@tonbridge-malling.example',
    'leadership@tunbridge-wells.example',
    'leadership@kent-police.example',
    'leadership@kent-fire.example',
    'leadership@uni-kent.example',
    'leadership@uni-greenwich.example',
    'leadership@uni-cccu.example',
  ],
  groupChair: 'accessibility@canterbury.example',
  projectManager: 'project.manager@canterbury.example',
  /** A member of a specialist group and nothing more. */
  staff: 'gis@dover.example',
  /** Holds the offices of another partnership, and none of this one. */
  otherPartnership: 'estates.officer@kcc.example',
  otherChair: 'estates@kcc.example',
} as const

/** Two of them, for every day. */
export const onlookersEveryDay = {
  'a partnership officer': cast.partnershipOfficer,
  'a member of staff': cast.staff,
} as const

/** Those whose eyes a test looks through, by role. */
export const onlookers = {
  'the administrator': cast.administrator,
  'a partnership officer': cast.partnershipOfficer,
  'a fund officer': cast.fundOfficer,
  'the chair of the Leadership Group': cast.chair,
  'a member of staff': cast.staff,
  'an officer of another partnership': cast.otherPartnership,
} as const
