// A document that uses every kind of block, for the tests and the bench of this part.
import type { DocumentModel, TableBlock } from './model.ts'

const TABLE: TableBlock = {
  kind: 'table',
  caption: 'Spend by year',
  columns: [{ label: 'Year' }, { label: 'Spent', align: 'right' }],
  rows: [
    ['2024/25', '£12,000'],
    ['2025/26', '£1,319,000'],
  ],
  totals: ['Total', '£1,331,000'],
}

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 60"><rect width="120" height="20" y="5" fill="#00495b"/>' +
  '<rect width="380" height="20" y="33" fill="#7a9aa2"/><text x="4" y="20" font-size="12" fill="#fff" font-family="sans-serif">2024/25</text></svg>'

/** Words a person might type to see whether they are read as markup. */
export const TRICKS = '#import "x.typ": * $x$ *bold* _it_ <a> & "q" `c` @ref \\u{41} = Heading'

export const EXAMPLE: DocumentModel = {
  title: 'An update to the committee',
  language: 'en-GB',
  address: 'https://connects.county.example/',
  frontSheet: [
    { label: 'From', value: 'The Director of Examples' },
    { label: 'To', value: 'Example Committee, 24 May 2023' },
    { label: 'Subject', value: `An update on ${TRICKS}` },
    { label: 'Classification', value: 'Unrestricted' },
    { label: 'Past pathway', value: 'None' },
    {
      label: 'Summary',
      value: [
        'This report tells what was done with ',
        { kind: 'figure', text: '£1,331,000', href: '/figures/spent' },
        ' and why it matters to the people of the county, at some length so that it wraps.',
      ],
    },
  ],
  sections: [
    {
      heading: 'Introduction',
      number: '1',
      blocks: [
        {
          kind: 'numbered',
          runs: [
            'There are ',
            { kind: 'figure', text: '17', href: '/figures/members' },
            ' members, which is a good many, and this paragraph is long enough to need a second line on the page.',
          ],
        },
        {
          kind: 'numbered',
          runs: [
            { kind: 'strong', text: 'Agreed: ' },
            'the rest. ',
            { kind: 'link', text: 'The law', href: 'https://www.legislation.gov.uk/' },
          ],
        },
        { kind: 'bullets', points: ['one', [{ kind: 'strong', text: 'two' }, ' and a half']] },
      ],
    },
    {
      heading: 'Money',
      number: '2',
      blocks: [
        { kind: 'subheading', text: 'What was spent' },
        { kind: 'paragraph', runs: TRICKS },
        TABLE,
        {
          kind: 'chart',
          svg: SVG,
          title: 'Spend',
          description: 'Two bars: £12,000 and then £1,319,000.',
          table: TABLE,
        },
      ],
    },
    {
      heading: 'Decision',
      blocks: [
        {
          kind: 'decision',
          title: 'Decision of the committee',
          lines: [{ label: 'Decided', value: 'Noted' }, { label: 'Signed' }],
        },
      ],
    },
    { heading: 'Background documents', number: 'Appendix A', blocks: [{ kind: 'numbered', runs: 'None.' }] },
  ],
  footer: 'Example Partnership',
}
