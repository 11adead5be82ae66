// The data that an administrator or a file brings: codelists, templates of plans, and what a file left in doubt.

/** One word of a list: `aliases` are other spellings of the same, `maps` says what it is called in another list. */
export type CodelistEntry = {
  readonly code: string
  readonly label: string
  readonly aliases?: readonly string[]
  readonly maps?: Readonly<Record<string, string>>
  /** Said where the source is not certain. */
  readonly note?: string
}

/** A label of a file that could be more than one code is asked about, never guessed (D6). */
export type Doubt = { readonly column: string; readonly raw: string; readonly question: string }

/** Whether a status was said, printed in a source, or follows from the source's silence. */
export type StatusSource = 'reported' | 'printed' | 'implied'

export type TemplateSection = {
  readonly code: string
  readonly title: string
  readonly hint: string
  /** What the section shows: words a person writes, or records of the plan. */
  readonly shows: 'words' | 'outcomes' | 'activities' | 'milestones' | 'indicators' | 'targets' | 'risks'
  readonly required: boolean
}

/** How plans of a kind are made: its words, sections and lists. Added and changed as data (a version each time). */
export type TemplateContent = {
  /** What an outcome and an activity are called here: "block", "deliverable". */
  readonly words: {
    readonly outcome: string
    readonly outcomes: string
    readonly activity: string
    readonly activities: string
  }
  readonly sections: readonly TemplateSection[]
  /** Codes of the lists (delivery.codelist) it offers. */
  readonly lists: { readonly issues: string; readonly boards: string; readonly milestones: string }
  /** Which it uses: rounds are reported, outcomes have a block, a target and a reward. */
  readonly uses: {
    readonly rounds: boolean
    readonly blocks: boolean
    readonly targets: boolean
    readonly boards: boolean
  }
}
